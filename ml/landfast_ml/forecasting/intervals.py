"""Prediction intervals of quantiles that were checked on later values, and moved so that they hold what they promise.

Conformalised quantile regression: Romano, Patterson, Candès, NeurIPS 2019, by step of the horizon.
"""

from __future__ import annotations

import math

import numpy as np

# A step with fewer values is given the offset of all.
FEWEST = 50


def conformal_offsets(
    low: np.ndarray, high: np.ndarray, outputs: np.ndarray, steps: np.ndarray, horizon: int, coverage: float
) -> np.ndarray:
    """(horizon,) how far both ends go out (or in, below 0), of values that were not learned from.

    All arrays are (values,); `steps` run from 1 to `horizon`. The quantile is that of n + 1, so that a new value is
    covered with at least this probability if it is like these.
    """
    scores = np.maximum(low - outputs, outputs - high)
    everywhere = _quantile_of(scores, coverage)
    found = np.full(horizon, everywhere)
    for step in range(1, horizon + 1):
        chosen = scores[steps == step]
        if len(chosen) >= FEWEST:
            found[step - 1] = _quantile_of(chosen, coverage)
    return found


def _quantile_of(scores: np.ndarray, coverage: float) -> float:
    rank = min(len(scores), math.ceil((len(scores) + 1) * coverage))
    return float(np.sort(scores)[rank - 1])
