"""Rows that stand within a value: a quotation mark above them was never closed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import TYPE_CHECKING

from landfast_ml.table.gathered import SHOWN, Wrong
from landfast_ml.table.reading import Reading

if TYPE_CHECKING:
    import pyarrow as pa

# So many lines that look like rows are rows, where no column has a type that its cells can be judged by.
_SURELY = 3
# Lines of a value that are looked at.
_LINES = 50


class Swallowed:
    """Looks at values with line breaks; a row that takes in others is told to `wrong`."""

    def __init__(self, reading: Reading, at: Sequence[int], wrong: Wrong) -> None:
        self._reading = reading
        self._wrong = wrong
        columns = reading.columns if len(reading.columns) == len(at) else ()
        self._typed = [(place, column) for place, column in zip(at, columns, strict=False) if column.type != "text"]

    def look(self, columns: Sequence[pa.StringArray], first: int) -> None:
        """Columns of a batch; `first` is the number of its first row."""
        import pyarrow.compute as pc

        if self._wrong.width < 2 or not self._reading.separator:
            return
        for column in columns:
            broken = pc.match_substring(column, "\n")
            if not pc.any(broken, min_count=0).as_py():
                continue
            for at in pc.indices_nonzero(broken).to_pylist():
                if len(self._wrong.open) < SHOWN and self._holds_rows(column[at].as_py()):
                    self._wrong.open.append(first + at)

    def _holds_rows(self, text: str) -> bool:
        """Whether each line, but for the first and the last, would be a row of the table."""
        lines = text.splitlines()
        inner = [line for line in (lines[1:] if text.endswith("\n") else lines[1:-1]) if line][:_LINES]
        marks = self._wrong.width - 1
        if not inner or any(line.count(self._reading.separator) < marks for line in inner):
            return False
        rows = list(csv.reader(inner, delimiter=self._reading.separator))
        if any(len(row) != self._wrong.width for row in rows):
            return False
        return all(map(self._fits, rows)) if self._typed else len(rows) >= _SURELY

    def _fits(self, row: Sequence[str]) -> bool:
        """Whether its cells are of their columns' types."""
        import pyarrow as pa

        from landfast_ml.table.convert import Converter

        return all(Converter(column).plain(pa.array([row[place]])).misfits is None for place, column in self._typed)
