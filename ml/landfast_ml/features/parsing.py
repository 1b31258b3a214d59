"""Text to typed values, a table at a time: the same code for the contract, the features and a prediction.

In memory a number, an integer and a boolean (1 or 0) are float64 with NaN for missing; a category, a date and the
subject are text with None for missing; a text feature is what `hashed_text` makes of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from landfast_ml.contract.columns import Column
from landfast_ml.privacy.hashed_text import hashed_text
from landfast_ml.table.dates import moment
from landfast_ml.table.words import PAIRS

LONGEST_CATEGORY = 200
# 1.0 is what pandas makes of a flag that is missing in other rows.
WORDS = {
    **dict.fromkeys([*(true for true, _ in PAIRS), "1", "1.0"], 1.0),
    **dict.fromkeys([*(false for _, false in PAIRS), "0", "0.0"], 0.0),
}
# A month, a day, or a moment of ISO 8601 or of BigQuery, of which the time is not used.
DATE = re.compile(r"(\d{4}-\d\d)(-\d\d)?([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d(:?\d\d)?| UTC)?)?", re.ASCII)
Mask = np.ndarray


@dataclass(frozen=True, slots=True)
class Parsed:
    """`values` has the columns that were asked for; `problems` is column -> reason -> which rows, all by position."""

    values: pd.DataFrame
    problems: Mapping[str, Mapping[str, Mask]]

    @property
    def bad(self) -> Mask:
        """Rows with any wrong value."""
        found = np.zeros(len(self.values), dtype=bool)
        for reasons in self.problems.values():
            for rows in reasons.values():
                found |= rows
        return found

    def reasons(self, row: int) -> dict[str, str]:
        """Column -> what is wrong with its value in this row; the value itself is in no message."""
        return {name: reason for name, found in self.problems.items() for reason, rows in found.items() if rows[row]}


def parse(texts: pd.DataFrame, columns: Iterable[Column], missing_values: tuple[str, ...] = ()) -> Parsed:
    """Parse the given columns of a table of text. A wrong value is NaN or None, and a problem; nothing is raised."""
    values: dict[str, object] = {}
    problems: dict[str, dict[str, Mask]] = {}
    for column in columns:
        text = texts[column.name].fillna("").str.strip()
        missing = text.isin(["", *_missing(column, missing_values)]).to_numpy(dtype=bool)
        parsed, reasons = _PARSERS[column.type](text, ~missing, column)
        values[column.name] = parsed
        if column.missing == "refuse":
            reasons["missing"] = missing
        found = {reason: rows for reason, rows in reasons.items() if rows.any()}
        if found:
            problems[column.name] = found
    return Parsed(pd.DataFrame(values, index=range(len(texts))), problems)


def _missing(column: Column, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Also as they are once they have left the raw bucket."""
    return (*texts, *map(hashed_text, texts)) if column.protection == "hashed" else texts


def text_of(value: Any) -> str:
    """As a raw table would have it."""
    # NaN is not equal to itself; it is how pandas says missing.
    if value is None or value != value:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


Answer = tuple[object, dict[str, Mask]]


def _number(text: pd.Series, there: Mask, column: Column) -> Answer:
    numbers = np.full(len(text), np.nan)
    numbers[there] = floats(text[there])
    reasons = number_problems(numbers, there, column)
    for wrong in reasons.values():
        numbers[wrong] = np.nan
    return numbers, reasons


def number_problems(numbers: np.ndarray, there: Mask, column: Column) -> dict[str, Mask]:
    """Why a number is none that the column can have; a value has one reason."""
    low = -np.inf if column.minimum is None else column.minimum
    high = np.inf if column.maximum is None else column.maximum
    reasons = {"not a number": there & ~np.isfinite(numbers)}
    # A comparison with NaN tells nothing, so that a cell has one reason.
    whole = (numbers == np.round(numbers)) | ~np.isfinite(numbers)
    reasons["not an integer"] = ~whole if column.type == "integer" else np.zeros(len(numbers), dtype=bool)
    reasons["out of range"] = np.isfinite(numbers) & ~reasons["not an integer"] & ((numbers < low) | (numbers > high))
    return reasons


def floats(text: pd.Series) -> np.ndarray:
    """NaN where the text is no number. Arrow reads a clean column many times faster than pandas reads any."""
    try:
        return np.asarray(pa.array(text, pa.string()).cast(pa.float64()).to_numpy(zero_copy_only=False))
    except pa.ArrowInvalid:
        return np.asarray(pd.to_numeric(text.astype(object), errors="coerce"), dtype=float)


def _boolean(text: pd.Series, there: Mask, _: Column) -> Answer:
    # Of no rows at all, `map` gives texts.
    flags = np.where(there, text.str.lower().map(WORDS).astype(float), np.nan)
    return flags, {"not true or false": there & np.isnan(flags)}


def _date(text: pd.Series, there: Mask, _: Column) -> Answer:
    return _each(text, there, _day, "not a date")


def _time(text: pd.Series, there: Mask, _: Column) -> Answer:
    return _each(text, there, lambda value: moment(value) if _day(value) else None, "not a time")


def _each(text: pd.Series, there: Mask, read: Callable[[str], str | None], reason: str) -> Answer:
    """Each distinct value is read once."""
    known = {value: read(value) for value in text[there].unique()}
    found = text.map(known).where(there, None).astype(object)
    return found.where(found.notna(), None), {reason: there & found.isna().to_numpy()}


def _day(text: str) -> str | None:
    """`2026-02-28 10:00` gives `2026-02-28`; a month stays a month, as the snapshot holds it."""
    match = DATE.fullmatch(text)
    if match is None or (match[3] and not match[2]):
        return None
    day = match[1] + (match[2] or "")
    try:
        date.fromisoformat(day if match[2] else f"{day}-01")
    except ValueError:
        return None
    return day


def _category(text: pd.Series, there: Mask, _: Column) -> Answer:
    long = (text.str.len() > LONGEST_CATEGORY).to_numpy(dtype=bool)
    kept = text.astype(object).where(there & ~long, None)
    return kept, {"too long for a category": long & there}


def _text(text: pd.Series, there: Mask, column: Column) -> Answer:
    if column.protection == "hashed":
        text = text.map(hashed_text)
    return text.astype(object).where(there, None), {}


_PARSERS = {
    "number": _number,
    "integer": _number,
    "boolean": _boolean,
    "date": _date,
    "time": _time,
    "category": _category,
    "text": _text,
}
