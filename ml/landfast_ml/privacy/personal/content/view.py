"""The values of a column, made ready to be looked at: distinct, in an order that doesn't depend on the table's."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from landfast_ml.privacy.personal.columns import ColumnSample
from landfast_ml.privacy.personal.words import common

# As many values as tell what a column is; more would only take longer.
LOOKED_AT = 300
_LONGEST = 2_000
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class View:
    """`values` are distinct, stripped and given, `distinct` and `rows` those of the whole column as far as known."""

    kind: str
    values: tuple[str, ...]
    distinct: int
    rows: int

    @property
    def empty(self) -> bool:
        return not self.values

    def share(self, fits: Callable[[str], object]) -> float:
        """Of the distinct values, how many fit; 0 if there are none."""
        return sum(bool(fits(value)) for value in self.values) / len(self.values) if self.values else 0.0

    @cached_property
    def yes_no(self) -> bool:
        """A boolean, or three answers of which two are yes and no."""
        said = [value for value in self.values if value.casefold() in common("yes_no")]
        return self.kind == "boolean" or (bool(said) and self.distinct <= 3 and len(said) >= min(2, len(self.values)))

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The values as numbers, empty if they are none."""
        if self.share(_NUMBER.fullmatch) < 0.95:
            return ()
        found = (float(value.replace(",", ".")) for value in self.values if _NUMBER.fullmatch(value))
        return tuple(number for number in found if math.isfinite(number))

    @cached_property
    def whole(self) -> bool:
        """Whole numbers, also those that a missing value made floats."""
        return bool(self.numbers) and all(number.is_integer() for number in self.numbers)

    @property
    def measured(self) -> bool:
        """Numbers with decimals: no codes."""
        return bool(self.numbers) and not self.whole

    @property
    def small(self) -> bool:
        """Counts, shares, small amounts: they identify nobody."""
        if not self.numbers:
            return False
        return not self.whole or max(map(abs, self.numbers)) < 1_000

    @property
    def many(self) -> bool:
        """Enough different values to tell persons apart."""
        return self.distinct >= min(20, max(2, self.rows // 2))

    @cached_property
    def long(self) -> bool:
        """Values of so many digits that they can't be classes or counts, however few there are."""
        return self.distinct > 2 and self.share(lambda value: sum(map(str.isdecimal, value)) >= 7) >= 0.8

    @property
    def even(self) -> bool:
        """All of as many characters, and of several: codes, or numbers of things."""
        return self.long and len(set(map(len, self.values))) == 1

    @cached_property
    def words(self) -> float:
        """How many words a value has in the middle."""
        counts = sorted(len(value.split()) for value in self.values)
        return counts[len(counts) // 2] if counts else 0


def view(column: ColumnSample) -> View:
    given = {clean(value) for value in column.samples}
    values = sorted(value for value in given if value.casefold() not in common("missing"))
    rows = max(column.rows, len(column.samples))
    return View(column.kind, tuple(_spread(values)), max(column.distinct, len(values)), rows)


def clean(value: str) -> str:
    """Without blanks around it; `123.0` is 123."""
    text = value[:_LONGEST].strip()
    return text[:-2] if text.endswith(".0") and text[:-2].isdecimal() else text


def _spread(values: list[str]) -> Iterable[str]:
    """At most as many as are looked at, from all over the sorted values."""
    if len(values) <= LOOKED_AT:
        return values
    return (values[at * len(values) // LOOKED_AT] for at in range(LOOKED_AT))
