"""What one column holds, gathered in one pass over its values; no value is kept but a few distinct ones."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

DISTINCT = 1_000
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Texts that people and programs write where there is no value.
TOKENS = frozenset({"NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "?", "-"})
_BOOLEAN = frozenset({"true", "false", "yes", "no", "0", "1"})


def is_number(text: str) -> bool:
    """As the pipeline reads it: a finite decimal number."""
    try:
        return math.isfinite(float(text)) and "_" not in text
    except ValueError:
        return False


def is_integer(text: str) -> bool:
    return text.lstrip("+-").isdecimal() and is_number(text)


def is_date(text: str) -> bool:
    """ISO 8601, day by day."""
    try:
        return bool(_DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def is_boolean(text: str) -> bool:
    return text.lower() in _BOOLEAN


# From narrow to wide: the first that holds for every value is the column's type.
TYPES: dict[str, Callable[[str], bool]] = {
    "boolean": is_boolean,
    "integer": is_integer,
    "number": is_number,
    "date": is_date,
}


@dataclass(slots=True)
class Profile:
    """`misfits` counts, by type, the values that are not of it, and `first_misfit` is the row of the first.

    `distinct` holds the distinct values as long as there are at most 1,000; `longest` counts characters, `words` words.
    `tokens` counts texts such as `NA`: they are judged by no type. Not `values_known`: only their number is.
    """

    title: str
    rows: int = 0
    blank: int = 0
    longest: int = 0
    words: int = 0
    distinct: set[str] = field(default_factory=set)
    many: bool = False
    repeats: int = 0
    tokens: Counter[str] = field(default_factory=Counter)
    misfits: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TYPES, 0))
    first_misfit: dict[str, int] = field(default_factory=dict)
    values_known: bool = True

    def add(self, values: Sequence[str], first_row: int) -> None:
        """Values of consecutive rows."""
        stripped = [value.strip() for value in values]
        given = {value for value in stripped if value}
        self.rows += len(stripped)
        blank = stripped.count("")
        self.blank += blank
        self.longest = max(self.longest, *map(len, given), 0) if given else self.longest
        self.words = max(self.words, *(value.count(" ") + 1 for value in given), 0) if given else self.words
        self.repeats += len(stripped) - blank - len(given)
        tokens = given & TOKENS
        for token in tokens:
            self.tokens[token] += stripped.count(token)
        for name, fits in TYPES.items():
            self._judge(name, fits, given - tokens, stripped, first_row)
        if not self.many:
            self.distinct |= given
            self.many = len(self.distinct) > DISTINCT

    def _judge(
        self, name: str, fits: Callable[[str], bool], given: Collection[str], values: Sequence[str], first_row: int
    ) -> None:
        # A type that most values broke already is out: no need to count further.
        if self.misfits[name] > 1_000:
            return
        wrong = {value for value in given if not fits(value)}
        if not wrong:
            return
        rows = [at for at, value in enumerate(values) if value in wrong]
        self.misfits[name] += len(rows)
        self.first_misfit.setdefault(name, first_row + rows[0])

    @property
    def given(self) -> int:
        """Values that are not blank."""
        return self.rows - self.blank

    @property
    def type(self) -> str:
        """The narrowest type that holds for every value; `text` if none does."""
        return next((name for name, count in self.misfits.items() if count == 0), "text")

    @property
    def unique(self) -> bool:
        """Whether hardly a value comes twice, as in an identifier."""
        return self.given > 20 and self.repeats < self.given * 0.02

    def nearly(self, share: float) -> str | None:
        """The type that all values but a few have: somebody wrote `n/a` among the numbers."""
        if self.type != "text":
            return None
        limit = self.given * share
        return next((name for name in ("number", "date") if 0 < self.misfits[name] <= limit), None)
