"""The model's inputs: of a table that ends at the origin, so that nothing after it can be looked at."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from landfast_ml.forecasting.frequency import DAY, Frequency
from landfast_ml.forecasting.recipe import SEASONS_BACK, ForecastRecipe
from landfast_ml.forecasting.seasonal import seasonal_naive
from landfast_ml.forecasting.table import SeriesTable

# A scale is at least this share of the spread of all the past, and of the level: a flat week must not make it nothing.
LEAST_OF_SPREAD, LEAST_OF_LEVEL = 0.1, 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """`numbers` (series, horizon, inputs), NaN where missing; a value is `level + scale * output`, both (series,), NaN
    for a series without a past. `categories` (inputs,): whether it is a number of a word."""

    names: tuple[str, ...]
    numbers: np.ndarray
    categories: np.ndarray
    level: np.ndarray
    scale: np.ndarray


def design(view: SeriesTable, recipe: ForecastRecipe) -> Design:
    """`view` is `SeriesTable.seen_from` an origin: its last `recipe.horizon` steps are what is forecast."""
    past = view.values[:, : view.values.shape[1] - recipe.horizon]
    level, scale = _level(past, recipe), _scale(past, recipe)
    scaled = (past - level[:, None]) / scale[:, None]
    shape = (len(past), recipe.horizon)
    named = [
        *_lag_inputs(scaled, recipe),
        *_season_inputs(scaled, recipe),
        ("spread", _log_ratio(scale, level)),
        ("step", np.arange(1, recipe.horizon + 1, dtype=np.float64)),
        *_calendar(view.times[-recipe.horizon :], recipe.frequency),
        *((name, view.static[name][:, None]) for name in recipe.static_numbers),
        *_known_numbers(view, recipe),
    ]
    coded = [(one.column, one.codes(view.known[one.column][:, -recipe.horizon :])) for one in recipe.words]
    coded += [(one.column, one.codes(view.static[one.column])[:, None]) for one in recipe.static_words]
    numbers = np.stack([np.broadcast_to(array, shape) for _, array in (*named, *coded)], axis=2)
    categories = np.arange(len(named) + len(coded)) >= len(named)
    return Design(tuple(name for name, _ in (*named, *coded)), numbers, categories, level, scale)


def _level(past: np.ndarray, recipe: ForecastRecipe) -> np.ndarray:
    """Mean of the last values; of a series that is silent there, the last one of all."""
    level = _mean(past[:, -recipe.level :])
    return np.where(np.isnan(level), seasonal_naive(past, 1, 1)[:, 0], level)


def _scale(past: np.ndarray, recipe: ForecastRecipe) -> np.ndarray:
    """Spread of the last values, above zero."""
    recent = _spread(past[:, -SEASONS_BACK * recipe.level :])
    everything = _spread(past)
    floor = np.fmax(LEAST_OF_SPREAD * everything, LEAST_OF_LEVEL * np.abs(_level(past, recipe)))
    scale = np.fmax(np.fmax(recent, floor), np.finfo(np.float64).tiny)
    return np.where(scale > np.finfo(np.float64).tiny, scale, 1.0)


def _lag_inputs(scaled: np.ndarray, recipe: ForecastRecipe) -> Iterator[tuple[str, np.ndarray]]:
    """What the last values were: one by one, and their means, spread and rest days."""
    for lag in range(1, recipe.lags + 1):
        yield f"lag {lag}", _at(scaled, scaled.shape[1] - lag)
    for width in (3, recipe.level // 2):
        yield f"mean of {width}", _mean(scaled[:, -width:])[:, None]
    before = _mean(scaled[:, -2 * recipe.level : -recipe.level])
    yield "level before", before[:, None]
    yield "spread of the level", _spread(scaled[:, -recipe.level :])[:, None]


def _season_inputs(scaled: np.ndarray, recipe: ForecastRecipe) -> Iterator[tuple[str, np.ndarray]]:
    """The values of the same place in seasons before, the newest that the origin knows, and their mean."""
    end, steps = scaled.shape[1], np.arange(recipe.horizon)
    for season in (recipe.season, *recipe.others):
        newest = end + steps - season * (steps // season + 1)
        back = [_at(scaled, newest - season * count) for count in range(SEASONS_BACK)]
        for count, values in enumerate(back, 1):
            yield f"season {season}, {count} back", values
        yield f"season {season}, mean", _mean(np.stack(back, axis=2), axis=2)


def _known_numbers(view: SeriesTable, recipe: ForecastRecipe) -> Iterator[tuple[str, np.ndarray]]:
    """At the time itself, and against the same place of the season before: what is different this time."""
    width = view.values.shape[1]
    times = np.arange(width - recipe.horizon, width)
    steps = np.arange(recipe.horizon)
    before = times - recipe.season * (steps // recipe.season + 1)
    for name in recipe.numbers:
        now = view.known[name][:, times]
        yield name, now
        yield f"{name}, change", now - _at(view.known[name], before)


def _calendar(times: np.ndarray, frequency: Frequency) -> Iterator[tuple[str, np.ndarray]]:
    """(horizon,) what the calendar says of the times that are forecast, as fine as the step is."""
    days, months = times.astype("datetime64[D]"), times.astype("datetime64[M]")
    if frequency.months < 12:
        yield "month", months.astype(np.int64) % 12
    if frequency.months:
        return
    yield "day of the year", (days - times.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64)
    if frequency.unit == "week":
        return
    yield "weekday", (days.astype(np.int64) + 3) % 7
    yield "day of the month", (days - months.astype("datetime64[D]")).astype(np.int64)
    if 0 < frequency.seconds < DAY:
        yield "minute of the day", times.astype("datetime64[m]").astype(np.int64) % (DAY // 60)


def _at(values: np.ndarray, index: int | np.ndarray) -> np.ndarray:
    """(series, indices) columns of (series, times); NaN before the first."""
    wanted = np.atleast_1d(index)
    found = values[:, np.maximum(wanted, 0)]
    return np.where(wanted >= 0, found, np.nan)


def _log_ratio(scale: np.ndarray, level: np.ndarray) -> np.ndarray:
    return np.asarray(np.log(scale / (np.abs(level) + scale))[:, None])


def _mean(values: np.ndarray, axis: int = 1) -> np.ndarray:
    """NaN of nothing, without numpy's warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nanmean(values, axis=axis), dtype=np.float64)


def _spread(values: np.ndarray) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nanstd(values, axis=1), dtype=np.float64)
