"""How often a series has a value, as people write it: a project's setting, and what landfast is told of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

Unit = Literal["second", "minute", "hour", "day", "business day", "week", "month", "quarter", "year"]
UNITS: tuple[Unit, ...] = get_args(Unit)
# Of those, the ones within a day.
OF_THE_CLOCK: tuple[Unit, ...] = ("second", "minute", "hour")
FREQUENCIES = (
    f"one of {', '.join(UNITS)}, with a number before it if it is several; pandas' aliases (h, D, W, MS) go, too"
)
_WORDS: Mapping[str, Unit] = {
    **{unit: unit for unit in UNITS}, **{f"{unit}s": unit for unit in UNITS},
    "minutely": "minute", "hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month",
    "quarterly": "quarter", "yearly": "year", "annual": "year",
}  # fmt: skip
# https://pandas.pydata.org/docs/user_guide/timeseries.html#offset-aliases, and those of before version 2.2. Which day
# of the week, the month or the year it is, the times tell.
_ALIASES: Mapping[str, Unit] = {
    "s": "second", "S": "second", "min": "minute", "T": "minute", "h": "hour", "H": "hour", "D": "day",
    "B": "business day", "W": "week", "M": "month", "MS": "month", "ME": "month", "Q": "quarter", "QS": "quarter",
    "QE": "quarter", "Y": "year", "YS": "year", "YE": "year", "A": "year", "AS": "year",
}  # fmt: skip
_ANCHOR = re.compile(
    r"(W)-(?:MON|TUE|WED|THU|FRI|SAT|SUN)|([QYA][SE]?)-(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)"
)
_TEXT = re.compile(r"(?:([1-9]\d{0,4}) ?)?([A-Za-z][A-Za-z -]*)", re.ASCII)


def step_of(text: str) -> tuple[Unit, int] | None:
    """(unit, how many): `day`, `15 minutes`, `hourly`, `2W`, `W-WED`, `MS`; None of anything else."""
    match = _TEXT.fullmatch(text.strip())
    if match is None:
        return None
    anchor = _ANCHOR.fullmatch(match[2])
    word = next(filter(None, anchor.groups())) if anchor else match[2]
    unit = _ALIASES.get(word) or _WORDS.get(word.lower())
    if unit is None or (unit == "business day" and match[1]):
        return None
    return unit, int(match[1] or 1)


def step_words(unit: str, multiple: int) -> str:
    """As it is kept: `day`, `15 minutes`."""
    return unit if multiple == 1 else f"{multiple} {unit}s"


def kept_frequency(text: str) -> str:
    """In the words that it is kept in; empty if it is none."""
    step = step_of(text)
    return step_words(*step) if step else ""
