"""Rows of a CSV file by Python's own reader, with fields of any length."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

# The most that a C long holds on every platform; Python's own limit is 131,072.
_LONGEST = 2**31 - 1


def csv_rows(lines: Iterable[str]) -> Iterator[list[str]]:
    """Each row that is not empty."""
    csv.field_size_limit(_LONGEST)
    return (row for row in csv.reader(lines) if row)


def csv_numbered(lines: Iterable[str], separator: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with the number of its last line."""
    csv.field_size_limit(_LONGEST)
    rows = csv.reader(lines, delimiter=separator)
    return ((rows.line_num, row) for row in rows if row)


def csv_records(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """Each row by the header's titles; what a short row lacks is not there."""
    rows = csv_rows(lines)
    header = next(rows, [])
    return (dict(zip(header, row, strict=False)) for row in rows)
