"""Whether one forecast is better than another on the same values, or only luckier: series and origins both count."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
from scipy import stats

# With fewer groups their spread tells nothing.
FEWEST_SERIES, FEWEST_BLOCKS = 8, 4


@dataclass(frozen=True, slots=True)
class PairedLosses:
    """Loss of the second minus that of the first, with its interval; `p_value` is that the second is not better.

    `groups` are what the error was counted by, e.g. `40 series, 6 origins`. `told` False: too few to say, p is 1.
    """

    first: float
    second: float
    low: float
    high: float
    p_value: float
    groups: str
    told: bool

    @property
    def gain(self) -> float:
        """How much smaller the second's loss is."""
        return self.first - self.second


def compare_losses(first: np.ndarray, second: np.ndarray, blocks: np.ndarray, confidence: float) -> PairedLosses:
    """Losses are (origins, series, horizon), NaN where unknown; `blocks` (origins,) number origins that overlap.

    Each series at each block counts once. The error of the mean is clustered by both, as series share bad days and
    bad series stay bad (Cameron, Gelbach, Miller, JBES 2011); never below that of either alone. Without enough
    blocks it is by series alone, and the other way round.
    """
    gaps, means = _by_cell(second - first, blocks), [_mean(_by_cell(one, blocks)) for one in (first, second)]
    series = (~np.isnan(gaps)).any(axis=0).sum()
    origins = (~np.isnan(gaps)).any(axis=1).sum()
    by_series, by_origin = series >= FEWEST_SERIES, origins >= FEWEST_BLOCKS
    named = [f"{series} series"] * bool(by_series) + [f"{origins} origins"] * bool(by_origin)
    gap = float(np.nanmean(gaps)) if series else 0.0
    if not named:
        groups = f"{series} series, {origins} origins"
        return PairedLosses(means[0], means[1], -math.inf, math.inf, 1.0, groups, told=False)
    error = _error(gaps - gap, by_series=bool(by_series), by_origin=bool(by_origin))
    freedom = min([series] * bool(by_series) + [origins] * bool(by_origin)) - 1
    reach = float(stats.t.isf((1 - confidence) / 2, freedom)) * error
    p_value = float(stats.t.cdf(gap / error, freedom)) if error else float(gap >= 0)
    return PairedLosses(means[0], means[1], gap - reach, gap + reach, p_value, ", ".join(named), told=True)


def _by_cell(values: np.ndarray, blocks: np.ndarray) -> np.ndarray:
    """(blocks, series) means."""
    return np.stack([_quiet_mean(values[blocks == block], (0, 2)) for block in np.unique(blocks)])


def _error(deviations: np.ndarray, *, by_series: bool, by_origin: bool) -> float:
    """Standard error of the mean of (blocks, series) deviations, with the correction for few groups."""
    there = ~np.isnan(deviations)
    chosen = [axis for axis, wanted in enumerate((by_series, by_origin)) if wanted]
    parts = [_variance(np.nansum(deviations, axis=axis)[there.any(axis=axis)]) for axis in chosen]
    if len(parts) == 2:
        parts.append(sum(parts) - _variance(deviations[there]))
    return math.sqrt(max(parts)) / float(there.sum())


def _variance(sums: np.ndarray) -> float:
    """Of the total of these, as if they were independent."""
    return float((sums**2).sum()) * len(sums) / (len(sums) - 1)


def _quiet_mean(values: np.ndarray, axis: tuple[int, ...]) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nanmean(values, axis=axis))


def _mean(values: np.ndarray) -> float:
    return float(_quiet_mean(values, tuple(range(values.ndim))))
