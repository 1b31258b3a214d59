"""What stands between the rows of a printed list, above them and below: its header once more, and a sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from landfast_ml.table.gathered import Wrong
from landfast_ml.table.words import SUMS

if TYPE_CHECKING:
    import pyarrow as pa

# So many of the first columns tell a header from a row, and a sum from what it adds up.
LOOKED_AT = 4


class Between:
    """Looks at the first columns of each batch; what it finds is told to `wrong`."""

    def __init__(self, titles: Sequence[str], wrong: Wrong) -> None:
        self._titles = titles[:LOOKED_AT]
        self._wrong = wrong
        self._last: list[pa.StringArray] = []
        self._row = 0
        self._begun = False

    def rows(self, columns: Sequence[pa.StringArray], first: int) -> pa.BooleanArray | None:
        """Which rows are none of the header's repetitions; None: all. `first` is the number of the first row."""
        import pyarrow.compute as pc

        self._last, self._row = list(columns), first + len(columns[0]) - 1
        if not self._begun and len(columns[0]):
            self._begun = True
            self._look(0, first)
        if len(self._titles) < 2 or not pc.any(pc.equal(columns[0], self._titles[0]), min_count=0).as_py():
            return None
        same = pc.equal(columns[0], self._titles[0])
        for column, title in zip(columns[1:], self._titles[1:], strict=True):
            same = pc.and_(same, pc.equal(column, title))
        found = pc.indices_nonzero(same).to_pylist()
        for before, at in enumerate(found):
            self._wrong.add_ruled(self._wrong.of_file(first + at - before))
        self._row -= len(found)
        return pc.invert(same)

    def ended(self) -> None:
        """After the last batch: whether its last row is a sum."""
        self._look(-1, self._row)

    def _look(self, at: int, row: int) -> None:
        """Whether a row of this batch, the first or the last, is a sum."""
        import pyarrow.compute as pc

        texts = [(column, column[at].as_py().strip()) for column in self._last if len(column)]
        column, text = next(((column, text) for column, text in texts if text), (None, ""))
        word = text.strip("*: =-").casefold()
        # Who counts men, women and all of them has the word in many rows.
        if word in SUMS and pc.sum(pc.match_substring(column, text)).as_py() == 1:
            self._wrong.sums.append((row, text))
