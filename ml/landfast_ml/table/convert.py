"""Texts of a column, as it is read, to values: in one plain notation, or typed. A batch at a time, in Arrow."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from landfast_ml.table.dates import iso
from landfast_ml.table.numbers import DASHES, NumberStyle, unit_ends
from landfast_ml.table.reading import BLANK, ColumnReading

if TYPE_CHECKING:
    from collections.abc import Callable

ARROW: dict[str, pa.DataType] = {
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.timestamp("us"),
    "category": pa.string(),
    "text": pa.string(),
    "nested": pa.string(),
}
# Texts whose meaning is remembered: days come again.
_REMEMBERED = 200_000


@dataclass(slots=True)
class Plain:
    """`texts`: numbers with a dot, days and times of ISO 8601, true or false; null where there is no value.

    What is not of the column's type is left as it is in `texts`, and true in `misfits` (None: there is none).
    `numbers` and `distinct` are the numbers and the distinct texts, where finding the texts has given them.
    """

    texts: pa.StringArray
    misfits: pa.BooleanArray | None = None
    numbers: pa.DoubleArray | None = None
    distinct: pa.StringArray | None = None


@dataclass(slots=True)
class Converter:
    """Of one column; it remembers the days that it has seen."""

    column: ColumnReading
    _days: dict[str, str | None] = field(default_factory=dict)
    _few: bool = True

    def plain(self, texts: pa.StringArray) -> Plain:
        """Of texts as the file has them."""
        convert: dict[str, Callable[[pa.StringArray], Plain]] = {
            "number": self._numbers,
            "date": self._dates,
            "boolean": self._booleans,
        }
        return convert.get(self.column.type, self._texts)(texts)

    def _numbers(self, texts: pa.StringArray) -> Plain:
        style = NumberStyle(self.column.decimal, self.column.thousands, self.column.unit)
        looked_at = style.unit or style.thousands or any(style.fits(word) for word in self.column.missing)
        quick = None if looked_at else _quick_numbers(texts, style.decimal)
        if quick is not None:
            return quick
        given = _given(texts, self.column.missing)
        bare = pc.replace_substring_regex(given, DASHES, "-")
        for end in unit_ends(style.unit) if style.unit else ():
            bare = pc.replace_substring_regex(bare, end, r"\1")
        fits = pc.match_substring_regex(bare, f"^(?:{style.pattern})$")
        plain = _replaced(bare, " ", "") if _any(pc.match_substring(bare, " ")) else bare
        plain = _replaced(_replaced(plain, style.thousands, ""), style.decimal, ".")
        # Amounts without cents end so: 12.-
        plain = pc.replace_substring_regex(plain, r"\.--?$", "") if _any(pc.ends_with(plain, "-")) else plain
        plain = pc.replace_substring_regex(plain, "^(.*)-$", r"-\1") if _any(pc.ends_with(plain, "-")) else plain
        plain = pc.replace_substring_regex(plain, r"\+$", "") if _any(pc.ends_with(plain, "+")) else plain
        plain = pc.replace_substring_regex(plain, r"^\((.*)\)$", r"-\1") if _any(pc.ends_with(plain, ")")) else plain
        return _with_misfits(plain, given, fits)

    def _dates(self, texts: pa.StringArray) -> Plain:
        if self.column.date == "YYYY-MM-DD" and not self._few:
            quick = _quick_times(_given(texts, self.column.missing))
            if quick is not None:
                return quick
        encoded = texts.dictionary_encode()
        self._few = len(encoded.dictionary) * 4 < len(texts)
        given = _given(encoded.dictionary, self.column.missing)
        plain = pa.array([text and self._day(text) for text in given.to_pylist()], pa.string())
        return _spread(plain, given, encoded.indices)

    def _day(self, text: str) -> str | None:
        if text not in self._days:
            if len(self._days) > _REMEMBERED:
                self._days.clear()
            self._days[text] = iso(text, self.column.date)
        return self._days[text]

    def _booleans(self, texts: pa.StringArray) -> Plain:
        encoded = texts.dictionary_encode()
        given = _given(encoded.dictionary, self.column.missing)
        words = dict.fromkeys(self.column.true, "true") | dict.fromkeys(self.column.false, "false")
        found = [text and words.get(text.casefold()) for text in given.to_pylist()]
        plain = _spread(pa.array(found, pa.string()), given, encoded.indices)
        return _no_if_blank(plain) if self.column.false == BLANK else plain

    def _texts(self, texts: pa.StringArray) -> Plain:
        if self._few:
            encoded = texts.dictionary_encode()
            self._few = len(encoded.dictionary) * 4 < len(texts) or len(texts) < 1_000
            given = _given(encoded.dictionary, self.column.missing)
            return Plain(given.take(encoded.indices), distinct=given)
        return Plain(_given(texts, self.column.missing))


def _spread(plain: pa.StringArray, given: pa.StringArray, indices: pa.Int32Array) -> Plain:
    """Of the distinct texts to all of them; who is given and has no plain text is a misfit."""
    found = _with_misfits(plain, given, pc.is_valid(plain))
    misfits = None if found.misfits is None else found.misfits.take(indices)
    return Plain(found.texts.take(indices), misfits, distinct=found.texts if misfits is None else None)


def _no_if_blank(plain: Plain) -> Plain:
    """Nothing is missing where a blank is an answer."""
    no = pa.scalar("false", pa.string())
    return Plain(pc.fill_null(plain.texts, no), plain.misfits)


def _quick_numbers(texts: pa.StringArray, decimal: str) -> Plain | None:
    """None if some text is no number as it stands: a clean batch needs no look at each."""
    if decimal != ".":
        if _any(pc.match_substring(texts, ".")):
            return None
        texts = pc.replace_substring(texts, decimal, ".")
    try:
        numbers = texts.cast(pa.float64())
    except pa.ArrowInvalid:
        return None
    return Plain(texts, numbers=numbers) if _finite(numbers) else None


def _quick_times(given: pa.StringArray) -> Plain | None:
    """Days and times of ISO 8601 that Arrow reads as they are; it takes seconds, or minutes, and no zone."""
    try:
        given.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None
    return Plain(pc.replace_substring(given, " ", "T"))


def _finite(numbers: pa.DoubleArray) -> bool:
    return bool(pc.all(pc.is_finite(numbers), min_count=0).as_py())


def _given(texts: pa.StringArray, missing: tuple[str, ...]) -> pa.StringArray:
    """Without blanks around them; null where there is no value."""
    bare = pc.utf8_trim_whitespace(texts)
    there = pc.invert(pc.is_in(bare, _words(missing)))
    return pc.if_else(there, bare, pa.scalar(None, pa.string()))


@cache
def _words(missing: tuple[str, ...]) -> pa.StringArray:
    return pa.array(["", *missing], pa.string())


def _replaced(texts: pa.StringArray, mark: str, by: str) -> pa.StringArray:
    return pc.replace_substring(texts, mark, by) if mark and mark != by else texts


def _with_misfits(plain: pa.StringArray, given: pa.StringArray, fits: pa.BooleanArray) -> Plain:
    misfits = pc.and_(pc.is_valid(given), pc.invert(pc.fill_null(fits, False)))
    if not _any(misfits):
        return Plain(plain)
    return Plain(pc.if_else(misfits, given, plain), misfits)


def _any(mask: pa.BooleanArray) -> bool:
    return bool(pc.any(mask, min_count=0).as_py())


def typed(plain: Plain, of: pa.DataType) -> pa.Array:
    """Null where there is no value, or a wrong one. A time with a zone is UTC."""
    texts = plain.texts
    if plain.numbers is not None:
        return plain.numbers.cast(of) if not pa.types.is_string(of) else texts
    if plain.misfits is not None:
        texts = pc.if_else(plain.misfits, pa.scalar(None, pa.string()), texts)
    if pa.types.is_timestamp(of):
        return _timestamps(texts)
    return texts.cast(of) if not pa.types.is_integer(of) else texts.cast(pa.float64()).cast(of)


def _timestamps(texts: pa.StringArray) -> pa.TimestampArray:
    zoned = pc.fill_null(pc.match_substring_regex(texts, r"(Z|[+-]\d\d:\d\d)$"), False)
    months = pc.fill_null(pc.equal(pc.utf8_length(texts), 7), False)
    if _any(months):
        texts = pc.if_else(months, pc.binary_join_element_wise(texts, "01", "-"), texts)
    # `2021-03` ends as a zone does; a day and a time are longer.
    zoned = pc.and_(zoned, pc.fill_null(pc.greater(pc.utf8_length(texts), 16), False))
    if not _any(zoned):
        return texts.cast(pa.timestamp("us"))
    none = pa.scalar(None, pa.string())
    there = pc.if_else(zoned, texts, none).cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
    return pc.coalesce(there, pc.if_else(zoned, none, texts).cast(pa.timestamp("us")))
