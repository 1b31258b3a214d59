"""Columns of a table that look personal, and that `features.yaml` doesn't call so."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from landfast_ml.contract.columns import Column
from landfast_ml.privacy.personal import ColumnSample, Guess, guess
from landfast_ml.table.fields import csv_rows

# More rows can't make a column more personal than its header and these do.
_ROWS = 5_000


def unmarked(path: Path, declared: Sequence[Column]) -> tuple[Guess, ...]:
    """Of a file in plain notation, from its first 5,000 rows; `declared` are the columns of `features.yaml`."""
    marked = {column.raw_name for column in declared if column.personal}
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = islice(csv_rows(file), _ROWS + 1)
    samples = [[row[at] for row in rows if at < len(row)] for at in range(len(header))]
    columns = [
        ColumnSample(title, "", values, len(set(values)), len(values))
        for title, values in zip(header, samples, strict=True)
        if title not in marked
    ]
    return tuple(found for found in guess(columns) if found.verdict != "none")
