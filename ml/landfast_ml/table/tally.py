"""What one column holds, counted a batch at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import cast

import pyarrow as pa
import pyarrow.compute as pc

from landfast_ml.table.convert import Converter, Plain, typed
from landfast_ml.table.dates import looks_like_days, looks_like_times
from landfast_ml.table.gathered import Misfits
from landfast_ml.table.numbers import SLIPS, looks_like_numbers
from landfast_ml.table.profiles import DISTINCT, SAMPLES, ColumnProfile
from landfast_ml.table.reading import ColumnReading
from landfast_ml.table.words import missing_words

# Whether values come twice is told by this many rows.
_ENOUGH = 500_000
_STRANGERS = 200


@dataclass(slots=True)
class Tally:
    column: ColumnReading
    converter: Converter
    misfits: Misfits
    rows: int = 0
    missing: int = 0
    looked: int = 0
    repeats: int = 0
    many: bool = False
    whole: bool = True
    longest: int = 0
    words: int = 0
    minimum: float | str | None = None
    maximum: float | str | None = None
    months: set[str] = field(default_factory=set)
    distinct: dict[str, None] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, column: ColumnReading) -> Tally:
        return cls(column, Converter(column), Misfits(column.type))

    def add(self, texts: pa.StringArray, first: int) -> None:
        """Texts of consecutive rows, as the file has them."""
        plain = self.converter.plain(texts)
        if plain.misfits is not None:
            unread = self._add_misfits(texts, plain.misfits, first)
            none = pa.scalar(None, pa.string())
            plain = Plain(pc.if_else(plain.misfits, none, plain.texts))
            # Misfits are null here, but not missing.
            self.missing -= unread
        self.rows += len(texts)
        self.missing += plain.texts.null_count
        self._add_distinct(plain)
        if self.column.type == "number":
            self._add_numbers(typed(plain, pa.float64()))
        elif self.column.type == "date":
            self._add_bounds(pc.min_max(plain.texts))
            self._add_months(plain)

    def _add_misfits(self, texts: pa.StringArray, misfits: pa.BooleanArray, first: int) -> int:
        """How many there are. Words for no value among them are no misfits."""
        wrong = pc.utf8_trim_whitespace(texts.filter(misfits))
        values = pc.unique(wrong).to_pylist()
        absent = set(missing_words(values, typed=True))
        self.absent |= absent
        self.strangers |= set(sorted(set(values) - absent)[: _STRANGERS - len(self.strangers)])
        rows = pc.indices_nonzero(misfits).to_pylist()
        before = self.misfits.count
        for at, text in zip(rows, wrong.to_pylist(), strict=True):
            if text not in absent:
                self.misfits.add(first + at)
        return self.misfits.count - before

    def _add_distinct(self, plain: Plain) -> None:
        is_text = self.column.type in {"text", "nested"}
        texts, enough = plain.texts, self.many and self.looked >= _ENOUGH
        if enough and not is_text:
            return
        if plain.distinct is not None:
            # Two texts of the file may be one without the blanks around them.
            values = pc.unique(plain.distinct).drop_null()
        else:
            values = texts if enough else pc.unique(texts).drop_null()
        if self.looked < _ENOUGH:
            self.looked += len(texts) - texts.null_count
            self.repeats += len(texts) - texts.null_count - len(values)
        if is_text and len(values):
            self.longest = max(self.longest, pc.max(pc.utf8_length(values)).as_py() or 0)
            self.words = max(self.words, (pc.max(pc.count_substring(values, " ")).as_py() or 0) + 1)
        if not self.many:
            self.distinct |= dict.fromkeys(values[: 2 * DISTINCT].to_pylist())
            self.many = len(self.distinct) > DISTINCT

    def _add_numbers(self, numbers: pa.DoubleArray) -> None:
        self._add_bounds(pc.min_max(numbers))
        if self.whole:
            self.whole = bool(pc.all(pc.equal(numbers, pc.round(numbers)), min_count=0).as_py())

    def _add_months(self, plain: Plain) -> None:
        """Of the year, as they are written, whatever the zone: a pipeline reads so. More than one tell no more."""
        if len(self.months) < 2:
            found = pc.unique(pc.utf8_slice_codeunits(plain.texts, 5, 7)).drop_null()
            self.months |= set(found.to_pylist())

    def _add_bounds(self, found: pa.StructScalar) -> None:
        low, high = found["min"].as_py(), found["max"].as_py()
        if low is not None:
            self.minimum = low if self.minimum is None else min(cast("float", self.minimum), low)
            self.maximum = high if self.maximum is None else max(cast("float", self.maximum), high)

    @property
    def is_text(self) -> bool:
        """Whether its values are of its type too seldom: the samples had shown others."""
        given = self.rows - self.missing
        if self.column.type == "boolean":
            return bool(self.misfits.count)
        return self.column.type in {"number", "date"} and self.misfits.count > given * SLIPS

    def profile(self) -> ColumnProfile:
        missing = (*self.column.missing, *sorted(self.absent - set(self.column.missing)))
        distinct = list(self.distinct)[:DISTINCT]
        return ColumnProfile(
            reading=replace(self.column, missing=missing),
            rows=self.rows,
            missing=self.missing,
            distinct=frozenset(distinct),
            many=self.many,
            unique=self.looked > 20 and self.repeats < self.looked * 0.02,
            minimum=self.minimum,
            maximum=self.maximum,
            whole=self.column.type == "number" and self.whole,
            one_month=len(self.months) == 1,
            longest=self.longest,
            words=self.words,
            repeats=self.repeats,
            misfits=self.misfits.count,
            samples=_spread(distinct),
            looks=_looks(distinct) if self.column.type == "text" else "",
        )


def _spread(values: list[str]) -> tuple[str, ...]:
    return tuple(values[:: max(1, len(values) // SAMPLES)][:SAMPLES])


def _looks(values: Iterable[str]) -> str:
    counted = Counter(values)
    return looks_like_days(counted) or looks_like_times(counted) or looks_like_numbers(counted)
