"""How often a table's times come: the step between two of a series, and the grid of times that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from landfast_ml.contract.frequency import FREQUENCIES, Unit, step_of, step_words
from landfast_ml.errors import DataError, UsageError

SECONDS: Mapping[str, int] = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
MONTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "year": 12}
DAY = SECONDS["day"]
_ADVERBS: Mapping[str, str] = {
    "second": "every second", "minute": "every minute", "hour": "hourly", "day": "daily",
    "business day": "daily from Monday to Friday", "week": "weekly", "month": "monthly", "quarter": "quarterly",
    "year": "yearly",
}  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# 1970-01-01 was a Thursday.
_EPOCH_WEEKDAY = 3
# More times than this share beside a grid are no slips: it is another grid.
_DOUBTED = 0.05
EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True, slots=True)
class Frequency:
    """A step is `multiple` units. Times are UTC, or local without summer time: on the grid, and numbered by position.

    `phase` is where the grid lies within a step: seconds, or months of a unit that the calendar gives; `day` of the
    month (31: the last), for those alone.
    """

    unit: Unit
    multiple: int = 1
    phase: int = 0
    day: int = 1

    def __str__(self) -> str:
        return step_words(self.unit, self.multiple)

    @property
    def told(self) -> str:
        """As one says it: `hourly`, `weekly, on Wednesdays`, `monthly, on the last day`, `every 15 minutes`."""
        word = _ADVERBS[self.unit] if self.multiple == 1 else f"every {self}"
        if self.months:
            return (
                f"{word}, on the last day" if self.day == 31 else f"{word}, on day {self.day}" if self.day > 1 else word
            )
        if self.unit != "week":
            return word
        return f"{word}, on {_WEEKDAYS[(self.phase // DAY + _EPOCH_WEEKDAY) % 7]}s"

    @property
    def days(self) -> float:
        """Of a step, the longest that it can be."""
        if self.months:
            return 31 * self.months if self.months < 12 else 366 * self.months / 12
        return 3 if self.unit == "business day" else self.seconds / DAY

    @property
    def months(self) -> int:
        """Of a step; 0 if the calendar's months don't count."""
        return MONTHS.get(self.unit, 0) * self.multiple

    @property
    def seconds(self) -> int:
        """Of a step; 0 if not all are equally long."""
        return SECONDS.get(self.unit, 0) * self.multiple

    def positions(self, times: np.ndarray) -> np.ndarray:
        """(n,) numbers of the steps that the times, (n,) datetime64, are in."""
        if self.months:
            return np.asarray((_month(times) - self.phase) // self.months)
        if self.unit == "business day":
            days = _seconds(times) // DAY
            return np.asarray(np.busday_count(EPOCH, EPOCH + days), dtype=np.int64)
        return np.asarray((_seconds(times) - self.phase) // self.seconds)

    def times(self, positions: np.ndarray) -> np.ndarray:
        """(n,) datetime64[s] of (n,) positions."""
        if self.months:
            months = (positions * self.months + self.phase).astype("datetime64[M]")
            last = (months + 1).astype("datetime64[D]") - 1
            days = months.astype("datetime64[D]") + (self.day - 1)
            return np.asarray(np.minimum(days, last)).astype("datetime64[s]")
        if self.unit == "business day":
            days = np.busday_offset(EPOCH, positions, roll="forward").astype("datetime64[s]")
            return np.asarray(days + self.phase)
        return (positions * self.seconds + self.phase).astype("datetime64[s]")

    def off_grid(self, times: np.ndarray) -> np.ndarray:
        """(n,) whether a time lies beside the grid. Within its month any day will do."""
        if self.months:
            return np.asarray((_month(times) - self.phase) % self.months != 0)
        if self.unit == "business day":
            days, seconds = np.divmod(_seconds(times), DAY)
            return np.asarray(~np.is_busday(EPOCH + days) | (seconds != self.phase))
        return np.asarray((_seconds(times) - self.phase) % self.seconds != 0)

    def at(self, times: np.ndarray) -> Frequency:
        """With the phase and the day that most of the times have."""
        if not len(times):
            return self
        if self.months:
            return replace(self, phase=_commonest(_month(times) % self.months), day=_day(times))
        if self.unit == "business day":
            return replace(self, phase=_commonest(_seconds(times) % DAY))
        return replace(self, phase=_commonest(_seconds(times) % self.seconds))


def parse_frequency(text: str) -> Frequency:
    """`day`, `15 minutes`, `business day`, `W-WED` ... UsageError on anything else."""
    step = step_of(text)
    if step is None:
        raise UsageError(f"settings.toml: forecast.frequency: is none, {text!r}, {FREQUENCIES}")
    return Frequency(*step)


def detect(series: np.ndarray, times: np.ndarray) -> Frequency:
    """The step that two times of a series are most often apart. Both are (n,), sorted by series, then time.

    Raises: DataError if no series has two times, or with both readings if the times have two frequencies.
    """
    same = series[1:] == series[:-1]
    gaps = np.diff(_seconds(times))[same]
    found = gaps > 0
    if not found.any():
        raise DataError(["no series has two times: one row per series and time is needed, see the series column"])
    frequency = _of_step(times, gaps, found, same)
    if (beside := float(frequency.off_grid(times).mean())) > _DOUBTED:
        finer = _finest(times, gaps[found])
        raise DataError([
            f"the times have no one frequency: {beside:.0%} of them lie beside a {frequency} grid. Either they are "
            f'{frequency.told}, and these are wrong or to be summed up, or {finer.told} with gaps: say which '
            f'(settings.toml: forecast.frequency = "{frequency}" or "{finer}", and forecast.gaps)'
        ])  # fmt: skip
    return frequency


def _finest(times: np.ndarray, gaps: np.ndarray) -> Frequency:
    """The widest step that has all the times on its grid."""
    step = int(np.gcd.reduce(np.unique(gaps)))
    unit = next(name for name in ("day", "hour", "minute", "second") if step % SECONDS[name] == 0)
    return Frequency(cast(Unit, unit), step // SECONDS[unit]).at(times)


def _of_step(times: np.ndarray, gaps: np.ndarray, found: np.ndarray, same: np.ndarray) -> Frequency:
    """By the step that is commonest."""
    step = _commonest(gaps[found])
    if step >= 28 * DAY and (months := _calendar(times, gaps[found], np.diff(_month(times))[same][found])):
        unit = next(name for name in ("year", "quarter", "month") if months % MONTHS[name] == 0)
        return Frequency(cast(Unit, unit), months // MONTHS[unit]).at(times)
    if step == DAY and _weekdays_alone(times, gaps[found]):
        return Frequency("business day").at(times)
    unit = next(name for name in ("week", "day", "hour", "minute", "second") if step % SECONDS[name] == 0)
    return Frequency(cast(Unit, unit), step // SECONDS[unit]).at(times)


def _calendar(times: np.ndarray, gaps: np.ndarray, months: np.ndarray) -> int:
    """Months of a step, 0 if it goes by days: the same number of days each time, or weeks."""
    step = _commonest(months) if months.any() else 0
    steady = len(np.unique(_days_of_month(times))) == 1 or bool(_month_ends(times).all())
    if not steady and (len(np.unique(gaps)) == 1 or not (gaps % SECONDS["week"]).any()):
        return 0
    return step


def _weekdays_alone(times: np.ndarray, gaps: np.ndarray) -> bool:
    days = EPOCH + _seconds(times) // DAY
    return bool(np.is_busday(days).all()) and bool((gaps == 3 * DAY).any())


def _day(times: np.ndarray) -> int:
    return 31 if _month_ends(times).all() else _commonest(_days_of_month(times))


def _month_ends(times: np.ndarray) -> np.ndarray:
    return np.asarray(_month(times) != _month(times + np.timedelta64(1, "D")))


def _days_of_month(times: np.ndarray) -> np.ndarray:
    days = times.astype("datetime64[D]")
    return np.asarray((days - days.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64) + 1)


def _month(times: np.ndarray) -> np.ndarray:
    return times.astype("datetime64[M]").astype(np.int64)


def _seconds(times: np.ndarray) -> np.ndarray:
    return times.astype("datetime64[s]").astype(np.int64)


def _commonest(values: np.ndarray) -> int:
    """The smallest of several."""
    found, counts = np.unique(values, return_counts=True)
    return int(found[counts.argmax()])
