"""What is wrong with the rows of series: told by line, never by value or series, since a series may be a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from landfast_ml.forecasting.frequency import DAY, Frequency

SHOWN = 3


def value_problems(rows: pd.DataFrame, series: str, time: str, value: str, lines: np.ndarray) -> list[str]:
    """Rows of no series, without a time, or with an infinite value; a table without values."""
    if not len(rows):
        return ["there are no rows: one per series and time is needed"]
    names, values = rows[series], rows[value].to_numpy(dtype=np.float64)
    absent = names.isna() | (names.astype(str).str.strip() == "")
    problems = by_line(lines[absent.to_numpy()], f"{series} is empty", "name the series that each row is of")
    problems += by_line(lines[rows[time].isna().to_numpy()], f"{time} is empty", "give each row its time")
    problems += by_line(lines[np.isinf(values)], f"{value} is infinite", "give a number, or leave it empty")
    if np.isnan(values).all():
        problems.append(f"{value} is empty in every row: there is nothing to learn from")
    return problems


def grid_problems(frequency: Frequency, times: np.ndarray, lines: np.ndarray) -> list[str]:
    """Times that the frequency doesn't have."""
    next_step = "mend them, or set the frequency if it is another"
    return by_line(lines[frequency.off_grid(times)], f"not a time of the frequency ({frequency})", next_step)


def summer_time_problems(
    frequency: Frequency, codes: np.ndarray, times: np.ndarray, values: np.ndarray, lines: np.ndarray
) -> list[str]:
    """Times within a day that are there twice when clocks go back, or are left out when they go forward: a clock's.

    All arrays are (rows,), sorted by series and time. Europe's clocks go on the last Sunday of March and October.
    """
    if not 0 < frequency.seconds < DAY:
        return []
    same = np.diff(codes) == 0
    twice = np.flatnonzero(same & (np.diff(times) == np.timedelta64(0, "s"))) + 1
    there = np.flatnonzero(~np.isnan(values))
    wide = np.diff(times[there]) > np.timedelta64(frequency.seconds, "s")
    left = there[1:][wide & (np.diff(codes[there]) == 0)]
    step = "say the zone (2026-10-25T02:00+02:00) or write UTC if they are a clock's"
    problems = []
    if len(twice) and _changes(times[twice], 10).all():
        what = "a time that is there twice, in the hour that clocks have twice in October"
        problems += by_line(lines[twice], what, f"{step}, else sum or drop")
    if len(left) and _changes(times[left] - np.timedelta64(1, "h"), 3).all():
        what = "a time that is left out before, in the hour that clocks leave out in March"
        problems += by_line(lines[left], what, f"{step}, else set forecast.gaps")
    return problems


def _changes(times: np.ndarray, month: int) -> np.ndarray:
    """(n,) whether a time is on the last Sunday of a month, before dawn."""
    days, months = times.astype("datetime64[D]"), times.astype("datetime64[M]")
    last = (months + 1).astype("datetime64[D]") - days <= np.timedelta64(7, "D")
    sunday = np.is_busday(days, weekmask="Sun")
    hour = (times.astype("datetime64[h]") - days.astype("datetime64[h]")).astype(np.int64)
    return np.asarray(last & sunday & (hour <= 4) & (months.astype(np.int64) % 12 == month - 1))


def duplicate_problems(codes: np.ndarray, positions: np.ndarray, lines: np.ndarray) -> list[str]:
    """Several rows of one series and step; all arrays are (rows,), sorted by series and time."""
    again = np.flatnonzero((np.diff(codes) == 0) & (np.diff(positions) == 0))
    pairs = [f"{lines[row + 1]} as {lines[row]}" for row in again[:SHOWN]]
    if not pairs:
        return []
    return [f"{_count(len(again), 'row')} of a series and time already there ({_list(pairs, len(again))}): sum or drop"]


def gap_problems(codes: np.ndarray, positions: np.ndarray, values: np.ndarray, lines: np.ndarray) -> list[str]:
    """Steps without a value between two values of a series; arrays as above, values (rows,)."""
    there = np.flatnonzero(~np.isnan(values))
    steps = np.diff(positions[there])
    wide = np.flatnonzero((np.diff(codes[there]) == 0) & (steps > 1))
    told = [f"{steps[gap] - 1} before {lines[there[gap + 1]]}" for gap in wide[:SHOWN]]
    if not told:
        return []
    missing = int((steps[wide] - 1).sum())
    what = f"{_count(missing, 'time')} of {_count(len(wide), 'gap')} without a value (line: {_list(told, len(wide))})"
    return [f'{what}: set gaps = "zero" if nothing happened then, "missing" if it is not known, or add the rows']


def size_problems(series: int, positions: np.ndarray, lines: np.ndarray, maximum: int) -> list[str]:
    """A grid too large to hold: one wrong year is enough."""
    steps = int(positions.max() - positions.min()) + 1
    if series * steps <= maximum:
        return []
    ends = f"first in line {lines[positions.argmin()]}, last in line {lines[positions.argmax()]}"
    return [f"{series} series times {steps} steps are more than {maximum} ({ends}): is a time wrong?"]


def static_problems(rows: pd.DataFrame, static: Mapping[str, str], codes: np.ndarray, lines: np.ndarray) -> list[str]:
    """Static columns that change within a series."""
    problems = []
    for name in static:
        marks, _ = pd.factorize(rows[name])
        changed = np.flatnonzero((np.diff(codes) == 0) & (np.diff(marks) != 0)) + 1
        what = f"{name} is another than before in its series"
        problems += by_line(lines[changed], what, "declare it as known ahead if it changes")
    return problems


def by_line(lines: np.ndarray, what: str, next_step: str) -> list[str]:
    if not len(lines):
        return []
    found = np.sort(lines)
    return [f"{_count(len(found), 'row')}: {what} (line {_list(map(str, found[:SHOWN]), len(found))}): {next_step}"]


def _list(shown: Iterable[str], count: int) -> str:
    more = [f"and {count - SHOWN} more"] if count > SHOWN else []
    return ", ".join([*shown, *more])


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
