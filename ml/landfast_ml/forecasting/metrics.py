"""How good forecasts are. Arrays are (origins, series, horizon), NaN where no value is known.

MASE: Hyndman, Koehler, Int. J. Forecasting 2006; interval score: Gneiting, Raftery, JASA 2007.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from landfast_ml.forecasting.forecaster import Forecast


@dataclass(frozen=True, slots=True, eq=False)
class ForecastsJudged:
    """Forecasts beside what came; `scales` (origins, series) is the error of the naive forecast in the past of each."""

    actual: np.ndarray
    point: np.ndarray
    low: np.ndarray
    high: np.ndarray
    scales: np.ndarray

    @classmethod
    def of(cls, forecasts: list[Forecast], actual: np.ndarray, scales: np.ndarray) -> ForecastsJudged:
        """One forecast an origin, in their order."""
        point, low, high = (np.stack([getattr(one, name) for one in forecasts]) for name in ("point", "low", "high"))
        return cls(actual, point, low, high, scales)

    @property
    def scaled_errors(self) -> np.ndarray:
        """Absolute errors in units of the naive forecast's; NaN where that one was never wrong."""
        scales = np.where(self.scales > 0, self.scales, np.nan)
        return np.asarray(np.abs(self.actual - self.point) / scales[:, :, None])


def measured(judged: ForecastsJudged, coverage: float) -> dict[str, float]:
    """By name; `width` and `interval_score` are in units of the naive forecast's error, `smape` 0 to 2."""
    tail = (1 - coverage) / 2
    error = judged.actual - judged.point
    scales = np.where(judged.scales > 0, judged.scales, np.nan)[:, :, None]
    size = np.abs(judged.actual) + np.abs(judged.point)
    width = judged.high - judged.low
    outside = np.maximum(judged.low - judged.actual, 0) + np.maximum(judged.actual - judged.high, 0)
    low, high = (pinball(judged.actual, end, share) for end, share in ((judged.low, tail), (judged.high, 1 - tail)))
    return {
        "mase": _mean(judged.scaled_errors),
        "smape": _mean(np.where(size > 0, 2 * np.abs(error) / np.where(size > 0, size, 1), 0 * size)),
        "mae": _mean(np.abs(error)),
        "rmse": float(np.sqrt(_mean(error**2))),
        "pinball": _mean((low + high) / 2 / scales),
        "interval_score": _mean((width + outside / tail) / scales),
        "coverage": _mean(covered(judged)),
        "width": _mean(np.where(np.isnan(error), np.nan, width) / scales),
    }


def by_step(judged: ForecastsJudged) -> dict[str, list[float]]:
    """MASE and coverage of each step of the horizon."""
    errors, hits = judged.scaled_errors, covered(judged)
    steps = range(errors.shape[2])
    return {
        "mase": [_mean(errors[:, :, step]) for step in steps],
        "coverage": [_mean(hits[:, :, step]) for step in steps],
    }


def covered(judged: ForecastsJudged) -> np.ndarray:
    """1 where the value lies in its interval, ends included, 0 where not."""
    inside = (judged.actual >= judged.low) & (judged.actual <= judged.high)
    return np.where(np.isnan(judged.actual) | np.isnan(judged.point), np.nan, inside)


def pinball(actual: np.ndarray, said: np.ndarray, quantile: float) -> np.ndarray:
    """The loss that is least at the quantile."""
    error = actual - said
    return np.asarray(np.maximum(quantile * error, (quantile - 1) * error))


def _mean(values: np.ndarray) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return float(np.nanmean(values))
