"""Rolling origins: forecasts as they would have been made, beside what came and beside the seasonal naive forecast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from landfast_ml.errors import DataError
from landfast_ml.forecasting.comparison import PairedLosses, compare_losses
from landfast_ml.forecasting.forecaster import Forecast, Forecaster, ForecastSettings, fit
from landfast_ml.forecasting.metrics import ForecastsJudged, by_step, measured
from landfast_ml.forecasting.seasonal import choose_season, naive_errors, seasonal_naive
from landfast_ml.forecasting.table import SeriesTable


@dataclass(frozen=True, slots=True)
class Origins:
    """`count` forecasts, each `stride` steps after the one before (0: a horizon); the model is learned anew `refits`
    times, evenly, from what lies before the first forecast that it makes. Of a short past fewer, but `fewest`."""

    count: int
    stride: int = 0
    refits: int = 1
    fewest: int = 2

    def indices(self, last: int, horizon: int, count: int) -> list[int]:
        """Of so many origins, oldest first; the newest is a horizon before `last`."""
        stride = self.stride or horizon
        return [last - horizon - stride * back for back in range(count)][::-1]


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """`model` and `naive` are of the same origins (indices in the table). `season` is the naive forecast's."""

    origins: tuple[int, ...]
    blocks: np.ndarray
    season: int
    coverage: float
    model: ForecastsJudged
    naive: ForecastsJudged

    @property
    def metrics(self) -> dict[str, float]:
        """The model's, and the naive forecast's MASE; `skill` is the share of that one that is gone."""
        found, other = measured(self.model, self.coverage), measured(self.naive, self.coverage)
        return {**found, "naive_mase": other["mase"], "skill": 1 - found["mase"] / other["mase"]}

    def against_naive(self, confidence: float) -> PairedLosses:
        """Whether the model's scaled errors are smaller."""
        return compare_losses(self.naive.scaled_errors, self.model.scaled_errors, self.blocks, confidence)

    def by_step(self) -> dict[str, list[float]]:
        """MASE of both and the coverage, of each step."""
        return {**by_step(self.model), "naive_mase": by_step(self.naive)["mase"]}

    def to_json(self) -> dict[str, Any]:
        """What was tested, and how it went."""
        return {
            "origins": list(self.origins),
            "season": self.season,
            "coverage_wanted": self.coverage,
            "values": int((~np.isnan(self.model.scaled_errors)).sum()),
            "series": int((~np.isnan(self.model.actual)).any(axis=(0, 2)).sum()),
            "metrics": self.metrics,
            "steps": self.by_step(),
        }


def backtest(table: SeriesTable, settings: ForecastSettings, origins: Origins) -> Backtest:
    """The season is chosen before the first origin, as all else.

    Raises: DataError if the past before the first origin is too short.
    """
    chosen, forecaster = _begun(table, settings, origins)
    past = table.values[:, : chosen[0] + 1]
    season = settings.season or choose_season(past, table.frequency)
    forecasts: list[Forecast] = []
    for group in np.array_split(np.array(chosen), min(origins.refits, len(chosen))):
        if group[0] != chosen[0]:
            forecaster = fit(table, int(group[0]), settings)
        forecasts += [forecaster.forecast(table, int(origin)) for origin in group]
    model, naive = judged(table, forecasts, season)
    blocks = (np.array(chosen) - chosen[0]) // settings.horizon
    return Backtest(tuple(chosen), blocks, season, settings.coverage, model, naive)


def _begun(table: SeriesTable, settings: ForecastSettings, origins: Origins) -> tuple[list[int], Forecaster]:
    """As many origins as the past allows, and what is learned before the first of them."""
    fewest = min(origins.fewest, origins.count)
    problems: tuple[str, ...] = ()
    for count in range(origins.count, fewest - 1, -1):
        chosen = origins.indices(table.last, settings.horizon, count)
        if chosen[0] < 1:
            continue
        try:
            return chosen, fit(table, chosen[0], settings)
        except DataError as error:
            problems = tuple(error.problems)
    told = f"{fewest} origins of a backtest at a horizon of {settings.horizon}"
    raise DataError([f"the series have {table.last + 1} times, too few for {told}: a shorter horizon", *problems])


def judged(table: SeriesTable, forecasts: list[Forecast], season: int) -> tuple[ForecastsJudged, ForecastsJudged]:
    """Forecasts of one horizon, and the seasonal naive ones from the same origins, beside what came; NaN where nothing
    has yet."""
    horizon = len(forecasts[0].times)
    actual = np.stack([_after(table, one.origin, horizon) for one in forecasts])
    scales = np.stack([_scales(table.values[:, : one.origin + 1], season) for one in forecasts])
    naive = [_naive(table, one, season) for one in forecasts]
    return ForecastsJudged.of(forecasts, actual, scales), ForecastsJudged.of(naive, actual, scales)


def _after(table: SeriesTable, origin: int, horizon: int) -> np.ndarray:
    values = np.full((len(table.series), horizon), np.nan)
    there = table.values[:, origin + 1 : origin + 1 + horizon]
    values[:, : there.shape[1]] = there
    return values


def _scales(past: np.ndarray, season: int) -> np.ndarray:
    """Of a series younger than a season, the plain step's."""
    scales = naive_errors(past, season)
    return np.where(np.isnan(scales), naive_errors(past, 1), scales)


def _naive(table: SeriesTable, like: Forecast, season: int) -> Forecast:
    """Without an interval of its own."""
    said = seasonal_naive(table.values[:, : like.origin + 1], len(like.times), season)
    return Forecast(like.origin, like.times, said, said, said)
