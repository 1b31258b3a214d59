"""What stands between the rows of a printed list, above them and below: its header once more, sums, and notes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from landfast_ml.table.gathered import SHOWN, Wrong
from landfast_ml.table.words import PARTIAL_SUMS, sum_of

if TYPE_CHECKING:
    import pyarrow as pa

# So many of the first columns tell a header from a row.
LOOKED_AT = 4
# Rows at the end that may be notes, and rows above them that are like no note.
_NOTES = 6
_ABOVE = 200


class Between:
    """Looks at the columns of each batch; what it finds is told to `wrong`."""

    def __init__(self, titles: Sequence[str], wrong: Wrong) -> None:
        self._titles = titles[:LOOKED_AT]
        self._wrong = wrong
        self._last: list[pa.StringArray] = []
        self._row = 0
        self._begun = False

    def rows(self, columns: Sequence[pa.StringArray], first: int) -> pa.BooleanArray | None:
        """Which rows are none of the header's repetitions; None: all. `first` is the number of the first row.

        `columns` are in the file's order, the first of them without a gap.
        """
        import pyarrow.compute as pc

        self._last, self._row = list(columns), first + len(columns[0]) - 1
        if not self._begun and len(columns[0]):
            self._begun = True
            self._look(0, first)
        self._look_for_parts(columns[0], first)
        if len(self._titles) < 2 or not pc.any(pc.equal(columns[0], self._titles[0]), min_count=0).as_py():
            return None
        same = pc.equal(columns[0], self._titles[0])
        for column, title in zip(columns[1:], self._titles[1:], strict=False):
            same = pc.and_(same, pc.equal(column, title))
        found = pc.indices_nonzero(same).to_pylist()
        for before, at in enumerate(found):
            self._wrong.add_ruled(self._wrong.of_file(first + at - before))
        self._row -= len(found)
        kept = pc.invert(same)
        self._last = [column.filter(kept) for column in columns] if found else self._last
        return kept

    def ended(self) -> None:
        """After the last batch: whether its last row is a sum, or its last rows are notes."""
        self._look(-1, self._row)
        self._look_for_notes()

    def _look(self, at: int, row: int) -> None:
        """Whether a row of this batch, the first or the last, is a sum."""
        import pyarrow.compute as pc

        texts = ((column, column[at].as_py().strip()) for column in self._last if len(column))
        column, text = next(((column, text) for column, text in texts if text), (None, ""))
        # Who counts men, women and all of them has the word in many rows.
        known = {row for row, _ in self._wrong.sums}
        if sum_of(text) and row not in known and pc.sum(pc.match_substring(column, text)).as_py() == 1:
            self._wrong.sums.append((row, text))

    def _look_for_parts(self, column: pa.StringArray, first: int) -> None:
        """Sums of a part of the rows, which may be many."""
        import pyarrow.compute as pc

        parts = pc.is_in(column, _parts())
        for at in pc.indices_nonzero(parts).to_pylist()[: SHOWN - len(self._wrong.sums)]:
            self._wrong.sums.append((first + at, column[at].as_py()))

    def _look_for_notes(self) -> None:
        """Rows of which the first field is all, below rows that hold more."""
        width = self._wrong.width
        if width < 3 or len(self._last) != width or not len(self._last[0]):
            return
        tail = [column[-_ABOVE:].to_pylist() for column in self._last]
        filled = [sum(bool(cell.strip()) for cell in row) for row in zip(*tail, strict=True)]
        notes = 0
        while notes < min(_NOTES, len(filled)) and filled[-1 - notes] == 1:
            notes += 1
        summed = {row for row, _ in self._wrong.sums}
        if 0 < notes < _NOTES and notes < len(filled) and min(filled[:-notes]) > 1:
            rows = range(self._row - notes + 1, self._row + 1)
            self._wrong.notes += [row for row in rows if row not in summed]


@cache
def _parts() -> pa.StringArray:
    import pyarrow as pa

    return pa.array([form for word in sorted(PARTIAL_SUMS) for form in (word, word.capitalize(), word.upper())])
