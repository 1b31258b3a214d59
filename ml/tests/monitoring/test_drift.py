"""Distances of distributions, and what counts as drift: a moved feature does, chance does not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from landfast_ml.features.statistics import Categorical, Numeric
from landfast_ml.monitoring.distances import jensen_shannon, l_infinity, p_value, population_stability
from landfast_ml.monitoring.drift import drifts
from landfast_ml.settings.tables import Monitoring

LIMITS = Monitoring(
    window_days=7, minimum_rows=100, freshness_days=0, numeric_distance=0.1, categorical_distance=0.1,
    missing_change=0.05, false_alarms=0.01,
)  # fmt: skip


def test_distances_of_known_distributions() -> None:
    one, two = [10, 20, 30, 40], [40, 30, 20, 10]
    assert jensen_shannon(one, two) == pytest.approx(jensenshannon(one, two, base=2) ** 2)
    assert (jensen_shannon(one, one), jensen_shannon([1, 0], [0, 1])) == (0, 1)
    assert l_infinity(one, two) == pytest.approx(0.3)
    assert population_stability(one, one) == 0
    assert population_stability(one, two) == pytest.approx(0.6 * np.log(4) + 0.2 * np.log(1.5))
    assert p_value(one, two) < 1e-6
    assert p_value([5, 5], [0, 0]) == 1


def test_unchanged_data_hardly_ever_drifts_and_a_moved_feature_does() -> None:
    generator = np.random.default_rng(7)
    edges = tuple(np.linspace(-2, 2, 9))

    def numeric(values: np.ndarray) -> Numeric:
        counts = np.bincount(np.searchsorted(edges, values), minlength=10)
        return Numeric(len(values), 0, 0, 0, edges, tuple(map(int, counts)))

    def rows(moved: float) -> dict[str, Numeric | Categorical]:
        found: dict[str, Numeric | Categorical] = {
            f"n{at}": numeric(generator.normal(moved if at == 0 else 0, 1, 300)) for at in range(20)
        }
        words = generator.choice(["a", "b", "c"], 300)
        return {**found, "c": Categorical(300, 0, {word: int((words == word).sum()) for word in "abc"})}

    baseline = rows(0)
    false = sum(any(one.reasons for one in drifts(baseline, rows(0), LIMITS)) for _ in range(200))
    assert false <= 6
    found = drifts(baseline, rows(1.2), LIMITS)
    assert [one.feature for one in found if one.reasons] == ["n0"]
