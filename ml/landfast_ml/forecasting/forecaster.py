"""A global model of many series: boosted trees for every step at once, with intervals that hold what they promise."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np

from landfast_ml.errors import DataError
from landfast_ml.forecasting.design import design
from landfast_ml.forecasting.examples import Examples, examples, training_origins
from landfast_ml.forecasting.intervals import conformal_offsets
from landfast_ml.forecasting.recipe import ForecastRecipe, recipe_of
from landfast_ml.forecasting.seasonal import choose_season
from landfast_ml.forecasting.table import SeriesTable
from landfast_ml.models.learning import threads

POINT, LOW, HIGH = "point", "low", "high"
MOST_ORIGINS = 150
CALIBRATION_SHARE = 0.25
FEWEST_EXAMPLES = 30


@dataclass(frozen=True, slots=True)
class ForecastSettings:
    """`season` 0: chosen. `coverage` is the share of values that the intervals are to hold. `iterations` is the most;
    how many are used is found on the newest part of the past. `minimum` and `maximum` bound every forecast.
    """

    horizon: int
    season: int = 0
    coverage: float = 0.9
    point: Literal["median", "mean"] = "median"
    iterations: int = 200
    learning_rate: float = 0.05
    leaves: int = 31
    most_rows: int = 80_000
    most_words: int = 30
    minimum: float | None = None
    maximum: float | None = None
    seed: int = 20

    def to_json(self) -> dict[str, Any]:
        """By name."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """Of every series from one origin (index in the table): `times` (horizon,) datetime64; the rest (series, horizon),
    NaN for a series without a past."""

    origin: int
    times: np.ndarray
    point: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Forecaster:
    """`estimators`: point, low, high -> scikit-learn's. `offsets` (horizon,): how far both ends are moved, in scales.

    `calibrated` counts the values that the offsets were found on.
    """

    settings: ForecastSettings
    recipe: ForecastRecipe
    estimators: Mapping[str, Any]
    offsets: np.ndarray
    calibrated: int

    def forecast(self, table: SeriesTable, origin: int | None = None) -> Forecast:
        """From an origin, by default the last time with a value.

        Raises: DataError if a column that is known ahead ends before the horizon does.
        """
        start = table.last if origin is None else origin
        view = table.seen_from(start, self.recipe.horizon)
        check_known(view, (*self.recipe.numbers, *(one.column for one in self.recipe.words)), self.recipe.horizon)
        made = design(view, self.recipe)
        shape = made.numbers.shape
        numbers = made.numbers.reshape(-1, shape[2]).astype(np.float32)
        with threads(numbers.size):
            said = {name: one.predict(numbers).reshape(shape[:2]) for name, one in self.estimators.items()}
        low, high = said[LOW] - self.offsets, said[HIGH] + self.offsets
        ends = (np.minimum(low, said[POINT]), np.maximum(high, said[POINT]))
        values = [self._bounded(made.level[:, None] + made.scale[:, None] * one) for one in (said[POINT], *ends)]
        return Forecast(start, view.times[-self.recipe.horizon :], *values)

    def _bounded(self, values: np.ndarray) -> np.ndarray:
        bounds = (self.settings.minimum, self.settings.maximum)
        return values if bounds == (None, None) else np.asarray(np.clip(values, *bounds))


def fit(table: SeriesTable, cut: int, settings: ForecastSettings) -> Forecaster:
    """Learn from the values up to `cut` (index of the last one) and from no later one.

    The newest part of them says how many trees are enough and how wide the intervals are; then all are learned from.
    Raises: DataError if the past is too short.
    """
    seen = table.seen_from(cut, 0)
    season = settings.season or choose_season(seen.values, table.frequency)
    recipe = recipe_of(seen, settings.horizon, season, settings.most_words)
    first = max(recipe.lags, min(recipe.season, cut // 3))
    newest = _calibration_origins(cut, first, settings.horizon)
    earlier = _examples(table, newest[0], first, recipe, settings)
    later = examples(table, cut, newest, recipe, settings.most_rows, settings.seed)
    _check_enough(earlier, later)
    best = {name: _best(name, _grown(name, earlier, settings), later, settings) for name in (POINT, LOW, HIGH)}
    ends = [best[name][1] for name in (LOW, HIGH)]
    offsets = conformal_offsets(ends[0], ends[1], later.outputs, later.steps, settings.horizon, settings.coverage)
    everything = _examples(table, cut, first, recipe, settings)
    final = {name: _grown(name, everything, replace(settings, iterations=trees)) for name, (trees, _) in best.items()}
    return Forecaster(replace(settings, season=season), recipe, final, offsets, len(later))


def _examples(table: SeriesTable, cut: int, first: int, recipe: ForecastRecipe, settings: ForecastSettings) -> Examples:
    origins = training_origins(cut, first, recipe, MOST_ORIGINS)
    return examples(table, cut, origins, recipe, settings.most_rows, settings.seed)


def _calibration_origins(cut: int, first: int, horizon: int) -> list[int]:
    """Origins whose whole horizon lies in the newest part, some steps apart; DataError if there is no room before."""
    room = max(horizon, int(CALIBRATION_SHARE * (cut - first)))
    start = cut - room
    if start <= first:
        needed = first + horizon + 1
        raise DataError([f"the series have {cut + 1} times to learn from, and {needed + 1} are needed at this horizon"])
    return list(range(cut - horizon, start - 1, -max(1, horizon // 3)))[::-1]


def _check_enough(earlier: Examples, later: Examples) -> None:
    if min(len(earlier), len(later)) < FEWEST_EXAMPLES:
        found = f"{len(earlier)} values to learn from and {len(later)} to calibrate on"
        raise DataError([f"there are {found}, at least {FEWEST_EXAMPLES} of each are needed: longer or more series"])


def check_known(view: SeriesTable, columns: Iterable[str], horizon: int) -> None:
    """Where a series has the column at all, its future must be there too: it is said to be known. Raises: DataError."""
    problems = []
    for name in columns:
        there = ~_missing(view.known[name])
        lacking = there[:, :-horizon].any(axis=1) & ~there[:, -horizon:].all(axis=1)
        if lacking.any():
            step = f"add rows for the next {horizon} times, with the value left empty"
            problems.append(f"{name} is declared as known ahead, but ends too early in {lacking.sum()} series: {step}")
    if problems:
        raise DataError(problems)


def _missing(array: np.ndarray) -> np.ndarray:
    return np.isnan(array) if array.dtype == np.float64 else np.asarray(array == None)  # noqa: E711


def _grown(name: str, learned: Examples, settings: ForecastSettings) -> Any:
    from sklearn.ensemble import HistGradientBoostingRegressor

    quantile = _quantile(name, settings)
    trees = HistGradientBoostingRegressor(
        loss="squared_error" if quantile is None else "quantile",
        quantile=quantile,
        max_iter=settings.iterations,
        learning_rate=settings.learning_rate,
        max_leaf_nodes=settings.leaves,
        categorical_features=learned.categories if learned.categories.any() else None,
        # Its own hold-out would be drawn from all times, not from the newest.
        early_stopping=False,
        random_state=settings.seed,
    )
    # An input without any value (a season back of a short past) has no bins: as a constant nothing is split by it.
    empty = np.isnan(learned.numbers).all(axis=0)
    with threads(learned.numbers.size):
        return trees.fit(np.where(empty, 0, learned.numbers), learned.outputs)


def _quantile(name: str, settings: ForecastSettings) -> float | None:
    """None for the mean."""
    tail = (1 - settings.coverage) / 2
    median = 0.5 if settings.point == "median" else None
    return {POINT: median, LOW: tail, HIGH: 1 - tail}[name]


def _best(name: str, grown: Any, later: Examples, settings: ForecastSettings) -> tuple[int, np.ndarray]:
    """The number of iterations with the least loss on what came later, and what was said of that then."""
    quantile = _quantile(name, settings)
    least, found = math.inf, (1, np.zeros(len(later)))
    with threads(later.numbers.size):
        for count, said in enumerate(grown.staged_predict(later.numbers), 1):
            error = later.outputs - said
            loss = error**2 if quantile is None else np.maximum(quantile * error, (quantile - 1) * error)
            if (mean := float(loss.mean())) < least:
                least, found = mean, (count, np.array(said))
    return found
