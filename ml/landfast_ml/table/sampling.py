"""Rows from all over a table: enough to judge how its columns are read."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from landfast_ml.contract.problems import Problem
from landfast_ml.table.dialect import Dialect, parsed, sniff
from landfast_ml.table.encoding import Scan, encoding_of, scan
from landfast_ml.table.faults import TableError
from landfast_ml.table.numbers import STYLES
from landfast_ml.table.opened import Package
from landfast_ml.table.options import Options
from landfast_ml.table.reading import Reading
from landfast_ml.table.sheets import as_texts, is_value, open_parquet, rows_above, sheet_named, sheet_rows

_ROWS = 20_000
_GROUPS = 8
# A piece from the middle of a file is trusted if this share of its rows is as wide as the header.
_TRUSTED = 0.9
# Of an encoding that is told by its first bytes only, how the rest is read.
_LATER = {"utf-8-sig": "utf-8"}


@dataclass(frozen=True, slots=True)
class Sample:
    """`titles` as the table has them, those of `nested` hold more than one value a row; every row is as wide."""

    reading: Reading
    titles: list[str]
    rows: list[list[str]]
    nested: frozenset[str] = frozenset()


def sample(path: Path, of: Package, options: Options) -> Sample:
    """Raises: TableError if the file is no table."""
    take = {"csv": _csv, "excel": _excel, "parquet": _parquet}[of.format]
    return take(path, of, options)


def _csv(path: Path, of: Package, options: Options) -> Sample:
    found = scan(path, of)
    encoding = options.encoding or encoding_of(found, path.name)
    pieces = list(_texts(found, encoding, path.name))
    dialect = sniff(pieces[0], options.separator, options.quote)
    text = "".join(islice(io.StringIO(pieces[0], newline=""), dialect.above, None))
    first = [row for _, row in _parsed(text, dialect)]
    if not first:
        raise TableError([Problem(path.name, "has no header", next_step="name a table with a header and rows")])
    titled = _titled(first[0], path.name, options)
    width = len(first[0])
    rows = [row for row in first[titled:_ROWS] if len(row) == width]
    for piece in pieces[1:]:
        rows += _of_width([row for _, row in _parsed(_without_ends(piece), dialect)], width)
    reading = Reading(
        compression=of.compression,
        member=of.member,
        encoding=encoding,
        separator=dialect.separator,
        quote=dialect.quote,
        escape=dialect.escape,
        above=dialect.above,
        titled=titled,
    )
    return Sample(reading, first[0], rows)


def _parsed(text: str, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    return parsed(io.StringIO(text, newline=""), dialect.separator, dialect.quote, dialect.escape)


def _texts(found: Scan, encoding: str, name: str) -> Iterator[str]:
    try:
        start = found.start.decode(encoding, errors="replace")
        later = _later(found.start, encoding)
        rest = [piece.decode(later, errors="replace") for piece in found.samples[1:]]
    except (LookupError, UnicodeError, ValueError) as error:
        raise TableError([Problem(name, f"can't be read as {encoding} ({error!s:.60})")]) from None
    # The end of a sample may be half a row.
    yield start if not rest else start[: max(start.rfind("\n"), start.rfind("\r")) + 1] or start
    yield from rest


def _later(start: bytes, encoding: str) -> str:
    name = codecs.lookup(encoding).name
    if name in {"utf-16", "utf-32"}:
        return f"{name}-be" if start[:1] in {b"\xfe", b"\x00"} else f"{name}-le"
    return _LATER.get(name, encoding)


def _without_ends(piece: str) -> str:
    """Of a piece from the middle of a file: its first and its last line may be halves."""
    mark = "\n" if "\n" in piece else "\r"
    return piece[piece.find(mark) + 1 : piece.rfind(mark) + 1]


def _of_width(rows: list[list[str]], width: int) -> list[list[str]]:
    fitting = [row for row in rows if len(row) == width]
    return fitting if len(fitting) >= _TRUSTED * len(rows) else []


def _titled(first: Sequence[str], table: str, options: Options) -> bool:
    """Raises: TableError if the first row looks like values and nobody said what it is."""
    if options.titled is not None:
        return options.titled
    values = [cell.strip() for cell in first if cell.strip()]
    if not values or not all(any(style.fits(value) for style in STYLES) for value in values):
        return True
    step = "say --read header=none if the table has no header, --read header=yes if these are its titles"
    raise TableError([Problem(table, "the first row holds numbers, no titles", next_step=step)])


def _excel(path: Path, of: Package, options: Options) -> Sample:
    name = sheet_named(path, options.member)
    rows = sheet_rows(path, name)
    above = rows_above(rows)
    if not rows[above:]:
        raise TableError([Problem(path.name, "has no header", next_step="name a table with a header and rows")])
    titled = _titled(rows[above], path.name, options)
    reading = Reading(format=of.format, member=name, above=above, titled=titled)
    return Sample(reading, rows[above], rows[above + titled :][:_ROWS])


def _parquet(path: Path, of: Package, options: Options) -> Sample:  # noqa: ARG001  # as the others
    file = open_parquet(path)
    groups = file.num_row_groups
    rows: list[list[str]] = []
    for group in range(0, groups, max(1, groups // _GROUPS)):
        for batch in islice(file.iter_batches(_ROWS // _GROUPS, row_groups=[group]), 1):
            columns = [as_texts(column).to_pylist() for column in batch.columns]
            rows += [list(row) for row in zip(*columns, strict=True)]
    nested = frozenset(one.name for one in file.schema_arrow if not is_value(one.type))
    return Sample(Reading(format=of.format), file.schema_arrow.names, rows, nested)
