"""Two arms compared once, at a size that was fixed before; and whether the split into arms works."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import stats


@dataclass(frozen=True, slots=True)
class Difference:
    """Treatment minus control, with an interval of confidence 1 - alpha.

    `units` counts what was compared in both arms: units of assignment, or pairs of them.
    """

    method: str
    control: float
    treatment: float
    low: float
    high: float
    p_value: float
    units: int

    @property
    def value(self) -> float:
        return self.treatment - self.control


def compare(control: np.ndarray, treatment: np.ndarray, alpha: float) -> Difference:
    """One value a unit. Proportions where every value is 0 or 1, else means."""
    if binary(control) and binary(treatment):
        return compare_proportions(int(control.sum()), len(control), int(treatment.sum()), len(treatment), alpha)
    return compare_means(control, treatment, alpha)


def compare_proportions(control: int, controls: int, treatment: int, treatments: int, alpha: float) -> Difference:
    """Pooled z-test; Newcombe's hybrid score interval (Statistics in Medicine 1998, method 10), good near 0 and 1."""
    first, second = control / controls, treatment / treatments
    pooled = (control + treatment) / (controls + treatments)
    error = math.sqrt(pooled * (1 - pooled) * (1 / controls + 1 / treatments))
    p_value = float(2 * stats.norm.sf(abs(second - first) / error)) if error else 1.0
    low_1, high_1 = wilson(control, controls, alpha)
    low_2, high_2 = wilson(treatment, treatments, alpha)
    difference = second - first
    low = difference - math.hypot(second - low_2, high_1 - first)
    high = difference + math.hypot(high_2 - second, first - low_1)
    return Difference("two proportions, z", first, second, low, high, p_value, controls + treatments)


def wilson(successes: int, trials: int, alpha: float) -> tuple[float, float]:
    """The score interval of one proportion."""
    z = float(stats.norm.isf(alpha / 2))
    share, spread = successes / trials, z * z / trials
    centre = (share + spread / 2) / (1 + spread)
    half = math.sqrt(share * (1 - share) * spread + spread * spread / 4) / (1 + spread)
    return centre - half, centre + half


def compare_means(control: np.ndarray, treatment: np.ndarray, alpha: float) -> Difference:
    """Welch's t-test: the arms may vary differently. Needs 2 units an arm."""
    first, second = float(control.mean()), float(treatment.mean())
    one, two = float(control.var(ddof=1)) / len(control), float(treatment.var(ddof=1)) / len(treatment)
    units = len(control) + len(treatment)
    if one + two == 0:
        gap = second - first
        return Difference("two means, Welch", first, second, gap, gap, float(gap == 0), units)
    freedom = (one + two) ** 2 / (one**2 / (len(control) - 1) + two**2 / (len(treatment) - 1))
    return _by_t("two means, Welch", (first, second), math.sqrt(one + two), freedom, alpha, units)


def compare_pairs(control: np.ndarray, treatment: np.ndarray, alpha: float) -> Difference:
    """Both arms scored every unit: the t-test of the units' own differences. Needs 2 units."""
    differences = treatment - control
    first, second, units = float(control.mean()), float(treatment.mean()), len(differences)
    error = float(differences.std(ddof=1)) / math.sqrt(units)
    if error == 0:
        gap = second - first
        return Difference("pairs, t", first, second, gap, gap, float(gap == 0), units)
    return _by_t("pairs, t", (first, second), error, units - 1, alpha, units)


def sample_ratio(counts: Mapping[str, int], shares: Mapping[str, float]) -> float:
    """P-value that units came to the arms in these shares; tiny: the split is broken, and so is every comparison."""
    total = sum(counts.values())
    if not total:
        return 1.0
    names, weight = sorted(shares), sum(shares.values())
    expected = [total * shares[name] / weight for name in names]
    return float(stats.chisquare([counts.get(name, 0) for name in names], expected).pvalue)


def _by_t(
    method: str, means: tuple[float, float], error: float, freedom: float, alpha: float, units: int
) -> Difference:
    gap = means[1] - means[0]
    reach = float(stats.t.isf(alpha / 2, freedom)) * error
    p_value = float(2 * stats.t.sf(abs(gap) / error, freedom))
    return Difference(method, *means, gap - reach, gap + reach, p_value, units)


def binary(values: np.ndarray) -> bool:
    """Whether they are 0 and 1 alone, so that their mean is a proportion."""
    return bool(np.isin(values, (0.0, 1.0)).all())
