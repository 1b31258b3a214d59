"""Compares the statistics of rows now with those that a model learned from, feature by feature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from landfast_ml.features.statistics import Categorical, Numeric, Statistic, Statistics
from landfast_ml.monitoring.distances import Counts, jensen_shannon, l_infinity, p_value, population_stability
from landfast_ml.monitoring.found import Drift
from landfast_ml.settings.tables import Monitoring


def drifts(baseline: Statistics, now: Statistics, settings: Monitoring) -> list[Drift]:
    """Of every feature that both have, the farthest first.

    A feature is reported only if its change is large and not chance: with few rows any distance may be chance, with
    many none is. The chance of one false report among all features is `settings.false_alarms` (Bonferroni).
    """
    shared = [name for name in baseline if name in now]
    level = settings.false_alarms / max(2 * len(shared), 1)
    found = [_drift(name, baseline[name], now[name], settings, level) for name in shared]
    return sorted(found, key=lambda one: (not one.reasons, -one.distance, one.feature))


def _drift(name: str, then: Statistic, now: Statistic, settings: Monitoring, level: float) -> Drift:
    before, after, distance, limit = _measured(then, now, settings)
    chance = p_value(before, after)
    missing = _share(then.missing, then.rows), _share(now.missing, now.rows)
    reasons = []
    if distance > limit and chance < level:
        reasons.append(f"its distribution has moved by {distance:.3f}, {limit:g} is allowed")
    if abs(missing[1] - missing[0]) > settings.missing_change and _missing_chance(then, now) < level:
        reasons.append(f"{missing[1]:.1%} of its values are missing, {missing[0]:.1%} were")
    kind: Literal["numeric", "categorical"] = "numeric" if isinstance(then, Numeric) else "categorical"
    return Drift(name, kind, distance, population_stability(before, after), chance, missing, tuple(reasons))


def _measured(then: Statistic, now: Statistic, settings: Monitoring) -> tuple[Counts, Counts, float, float]:
    """Counts then and now in the same bins, their distance and its limit."""
    if isinstance(then, Numeric) and isinstance(now, Numeric):
        return then.counts, now.counts, jensen_shannon(then.counts, now.counts), settings.numeric_distance
    assert isinstance(then, Categorical)
    assert isinstance(now, Categorical)
    before, after = _aligned(then.counts, now.folded(then.counts).counts)
    return before, after, l_infinity(before, after), settings.categorical_distance


def _aligned(one: Mapping[str, int], two: Mapping[str, int]) -> tuple[list[int], list[int]]:
    names = sorted({*one, *two})
    return [one.get(name, 0) for name in names], [two.get(name, 0) for name in names]


def _missing_chance(then: Statistic, now: Statistic) -> float:
    return p_value([then.missing, then.rows - then.missing], [now.missing, now.rows - now.missing])


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
