"""What the columns of a table hold, and why one of them would teach a model nothing or too much."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from landfast_ml.contract.problems import Problem
from landfast_ml.table.dates import DURATIONS
from landfast_ml.table.gathered import Wrong
from landfast_ml.table.reading import ColumnReading, Reading

ProfileKind = Literal["numeric", "boolean", "category", "date", "text", "identifier-like", "constant", "empty"]
# Distinct values that are kept.
DISTINCT = 1_000
# A category's values become columns of a model; a rare one could point to a person.
CATEGORIES = 50
SAMPLES = 200
_CATEGORY_LENGTH = 64
_FEW = 20
_NUMBERING = frozenset({"id", "no", "nr", "number", "key", "uuid", "nummer", "numero", "num"})


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column. `missing` counts rows without a value; `distinct` are its values in plain notation, at most 1,000.

    `many`: there are more. `unique`: hardly a value comes twice; `repeats` counts those that do, in the first rows.
    `minimum` and `maximum` are of numbers, or of days as text. `whole`: all numbers are integers. `one_month`: all days
    are of one month of the year, whatever the year. `longest` counts characters, `words` words. `misfits` are values
    that are not of the column's type; the table's profile has their lines.
    """

    reading: ColumnReading
    rows: int
    missing: int
    distinct: frozenset[str]
    many: bool = False
    unique: bool = False
    minimum: float | str | None = None
    maximum: float | str | None = None
    whole: bool = False
    one_month: bool = False
    longest: int = 0
    words: int = 0
    repeats: int = 0
    misfits: int = 0
    samples: tuple[str, ...] = ()
    looks: str = ""

    @property
    def header(self) -> str:
        return self.reading.header

    @property
    def name(self) -> str:
        return self.reading.name

    @property
    def given(self) -> int:
        return self.rows - self.missing

    @property
    def kind(self) -> ProfileKind:
        if not self.given:
            return "empty"
        if len(self.distinct) == 1 and not self.many:
            return "constant"
        if self.reading.type == "date":
            return "date"
        if self.reading.type == "boolean" or (self.reading.type == "number" and self.distinct == {"0", "1"}):
            return "boolean"
        return self._numeric_kind() if self.reading.type == "number" else self._text_kind()

    def _numeric_kind(self) -> ProfileKind:
        """A running number tells a model nothing but who it is."""
        numbering = self.whole and self.unique and self.name.rsplit("_", 1)[-1] in _NUMBERING
        return "identifier-like" if numbering else "numeric"

    def _text_kind(self) -> ProfileKind:
        if self.longest > _CATEGORY_LENGTH or (self.many and self.words > 3):
            return "text"
        if self.unique and not self.looks:
            return "identifier-like"
        return "text" if self.many or len(self.distinct) > CATEGORIES or self.misread else "category"

    @property
    def misread(self) -> bool:
        """Numbers or days that are written in two ways are no classes, however few there are; nor many durations."""
        many = self.looks == DURATIONS and len(self.distinct) > _FEW
        return many or self.looks.startswith(("days ", "numbers, "))

    @property
    def reason(self) -> str:
        """Why a model can't learn from it as it is, and what it looks like; empty if it can."""
        if self.reading.type == "nested":
            return "holds lists, records or bytes, not one value a row"
        by_kind = {
            "empty": "no row has a value",
            "constant": "the same value in every row" + (" that has one" if self.missing else ""),
            "identifier-like": "looks like an identifier: hardly a value comes twice",
        }
        kind = self.kind
        if kind == "text" and not self.looks:
            return self._text_reason()
        return f"looks like {self.looks}" if self.looks and kind != "category" else by_kind.get(kind, "")

    def _text_reason(self) -> str:
        if self.longest > _CATEGORY_LENGTH or (self.many and self.words > 3):
            return "free text: it can't be minimised"
        count = "more than 1,000" if self.many else f"{len(self.distinct)}"
        return f"{count} different texts, {CATEGORIES} at most make a category"


@dataclass(frozen=True, slots=True)
class TableProfile:
    """`reading` is the one that was given, with the words for no value that all rows showed."""

    table: str
    rows: int
    reading: Reading
    columns: tuple[ColumnProfile, ...]
    wrong: Wrong

    def problems(self, used: Collection[str] | None = None) -> Iterator[Problem]:
        """Lines that can't be read, and values that are not of their type, in the columns (headers) that are used."""
        headers = [column.header for column in self.columns if used is None or column.header in used]
        yield from self.wrong.of_rows(self.table, self.reading.encoding)
        for header in headers:
            yield from self.wrong.of_column(self.table, header)
