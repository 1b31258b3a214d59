"""Seasons: how long they are, and the forecast that a model has to beat: the value of a season before."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np

from landfast_ml.forecasting.frequency import SECONDS, Frequency

# Seasons back that a missing value is looked for.
DEPTH = 6
HOUR, DAY, WEEK = (SECONDS[name] for name in ("hour", "day", "week"))


def seasons(frequency: Frequency, times: int) -> tuple[int, ...]:
    """Lengths, in steps, that may repeat, shortest first and without 1; twice their length must lie in the history."""
    return tuple(sorted({length for length in _lengths(frequency) if 1 < length <= times // 2}))


def _lengths(frequency: Frequency) -> Iterator[int]:
    if frequency.months:
        yield 12 // frequency.months if 12 % frequency.months == 0 else 1
    elif frequency.unit == "business day":
        yield from (5, 261)
    elif frequency.unit == "week":
        yield 52 // frequency.multiple if 52 % frequency.multiple == 0 else 1
    else:
        cycles = (HOUR, DAY, WEEK) if frequency.seconds < DAY // 24 else (DAY, WEEK)
        yield from (cycle // frequency.seconds for cycle in cycles if cycle % frequency.seconds == 0)
        if frequency.seconds == DAY:
            yield 365


def choose_season(values: np.ndarray, frequency: Frequency) -> int:
    """The season whose value before is nearest to the next one, over all series; 1: the last value is.

    `values` (series, times) of the past alone. The median over series of the error, each against its own plain step.
    """
    best, found = 1.0, 1
    plain = naive_errors(values, 1)
    for season in seasons(frequency, values.shape[1]):
        ratio = naive_errors(values, season) / plain
        ratio = ratio[np.isfinite(ratio)]
        if len(ratio) and (score := float(np.median(ratio))) < best:
            best, found = score, season
    return found


def naive_errors(values: np.ndarray, season: int) -> np.ndarray:
    """(series,) mean absolute difference to a season before: what MASE is in units of. NaN if there is none."""
    if values.shape[1] <= season:
        return np.full(len(values), np.nan)
    gaps = np.abs(values[:, season:] - values[:, :-season])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nanmean(gaps, axis=1))


def seasonal_naive(values: np.ndarray, horizon: int, season: int) -> np.ndarray:
    """(series, horizon): the last value of the same place in the season; `values` (series, times) end at the origin.

    A missing one is looked for further back, then the last value of all is taken. NaN for a series without any.
    """
    length = min(DEPTH * season, values.shape[1] // season * season)
    recent = values[:, values.shape[1] - length :].reshape(len(values), -1, season)
    last = _last(recent) if length else np.full((len(values), season), np.nan)
    repeated = np.tile(last, (1, -(-horizon // season)))[:, :horizon]
    return np.where(np.isnan(repeated), _last(values[:, :, None]), repeated)


def _last(values: np.ndarray) -> np.ndarray:
    """(series, places) last value that is there, of (series, seasons, places)."""
    there = ~np.isnan(values)
    newest = values.shape[1] - 1 - there[:, ::-1].argmax(axis=1)
    return np.take_along_axis(values, newest[:, None, :], axis=1)[:, 0]
