"""How far apart two distributions are, from their counts alone: no row is needed, neither of then nor of now."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import chi2_contingency

Counts = Sequence[float]


def jensen_shannon(one: Counts, two: Counts) -> float:
    """Divergence with logarithms to base 2: 0 the same, 1 nothing in common. Vertex AI measures numbers by it."""
    p, q = _shares(one), _shares(two)
    middle = (p + q) / 2
    return float(_relative(p, middle) / 2 + _relative(q, middle) / 2)


def l_infinity(one: Counts, two: Counts) -> float:
    """Largest change of a share, 0 to 1. Vertex AI measures categories by it."""
    return float(np.abs(_shares(one) - _shares(two)).max())


def population_stability(one: Counts, two: Counts) -> float:
    """The index that banks go by: below 0.1 the same, above 0.25 another population. An empty bin is half a row."""
    p, q = (_shares([count or 0.5 for count in counts]) for counts in (one, two))
    return float(((q - p) * np.log(q / p)).sum())


def p_value(one: Counts, two: Counts) -> float:
    """Of the chi-squared test that both are samples of one distribution; bins that both leave empty don't count."""
    table = np.array([one, two], dtype=float)
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] < 2 or not table.sum(axis=1).all():
        return 1.0
    return float(chi2_contingency(table, correction=False).pvalue)


def _shares(counts: Counts) -> np.ndarray:
    found = np.asarray(counts, dtype=float)
    return np.asarray(found / max(found.sum(), 1))


def _relative(p: np.ndarray, q: np.ndarray) -> float:
    there = p > 0
    return float((p[there] * np.log2(p[there] / q[there])).sum())
