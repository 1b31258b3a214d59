"""CUPED: take out of each unit's value what was known of the unit before the experiment.

Deng, Xu, Kohavi, Walker, WSDM 2013. The covariate must not depend on the arm; then the difference of the arms keeps its
expectation and loses the share of its variance that the covariate explains (the squared correlation).
"""

from __future__ import annotations

import numpy as np


def adjust(
    values: tuple[np.ndarray, np.ndarray], covariates: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, float]:
    """Both arms' values adjusted with one slope, and the share of variance that went; unknown covariates are NaN.

    A unit without a covariate gets the mean: it is not adjusted, and the comparison stays fair.
    """
    known = np.concatenate(covariates)
    centre = float(np.nanmean(known)) if np.isfinite(known).any() else 0.0
    filled = [np.where(np.isfinite(one), one, centre) for one in covariates]
    # Within the arms: an effect between them must not steer the slope.
    x = np.concatenate([one - one.mean() for one in filled])
    y = np.concatenate([one - one.mean() for one in values])
    spread = float(x @ x)
    slope = float(x @ y) / spread if spread else 0.0
    before, after = float(y @ y), float(((y - slope * x) ** 2).sum())
    first, second = (value - slope * (one - centre) for value, one in zip(values, filled, strict=True))
    return first, second, 1 - after / before if before else 0.0
