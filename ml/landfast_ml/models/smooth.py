"""A smooth regression for few rows: a Gaussian process, kept as a sum of waves that holds no training row."""

from __future__ import annotations

import warnings
from typing import Self

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct, Matern, WhiteKernel

from landfast_ml.models.algorithms import Floats

# Of the Matern kernel: a function that can be differentiated once.
SMOOTHNESS = 1.5
# So many waves tell two rows' likeness to a few hundredths.
WAVES = 1_000
# What is said stays within the values that were learned from, and a tenth of their range around.
BEYOND = 0.1


class Smooth(BaseEstimator):
    """Bends and a straight part, whose sizes, widths and noise are those under which the training rows are likeliest.

    The process itself would keep every row that it learned from, and a person's could not be taken out; random waves
    (Rahimi and Recht, "Random features for large-scale kernel machines", NIPS 2007) stand for it.
    """

    def __init__(self, waves: int = WAVES, seed: int = 0) -> None:
        self.waves = waves
        self.seed = seed

    def fit(self, X: Floats, y: Floats, sample_weight: Floats | None = None) -> Self:  # noqa: N803
        self.n_features_in_ = X.shape[1]
        self.mean_, self.scale_ = X.mean(axis=0), X.std(axis=0)
        self.scale_[self.scale_ == 0] = 1.0
        self.low_, self.high_ = float(y.min()), float(y.max())
        self.center_, self.spread_ = float(y.mean()), float(y.std()) or 1.0
        rows, target = self._scaled(X), (y - self.center_) / self.spread_
        bends, width, straight, noise = _likeliest(rows, target, self.seed)
        random = np.random.default_rng(self.seed)
        # The spectrum of a Matern kernel is Student's t of twice as many degrees of freedom.
        tails = np.sqrt(2 * SMOOTHNESS / random.chisquare(2 * SMOOTHNESS, (self.waves, 1)))
        self.waves_ = random.standard_normal((self.waves, X.shape[1])) * tails / width
        self.phases_ = random.uniform(0, 2 * np.pi, self.waves)
        self.bends_, self.straight_ = np.sqrt(2 * bends / self.waves), np.sqrt(straight)
        told = self._told(rows)
        per_row = noise / (np.ones(len(y)) if sample_weight is None else np.maximum(sample_weight, 1e-6))
        solved = cho_solve(cho_factor(told @ told.T + np.diag(per_row)), target)
        self.weights_ = told.T @ solved
        return self

    def predict(self, X: Floats) -> Floats:  # noqa: N803
        room = BEYOND * (self.high_ - self.low_)
        said = self._told(self._scaled(X)) @ self.weights_ * self.spread_ + self.center_
        return np.asarray(np.clip(said, self.low_ - room, self.high_ + room))

    def _scaled(self, X: Floats) -> Floats:  # noqa: N803
        return np.asarray((X - self.mean_) / self.scale_, dtype=np.float64)

    def _told(self, rows: Floats) -> Floats:
        """(rows, waves + numbers + 1)"""
        bends = self.bends_ * np.cos(rows @ self.waves_.T + self.phases_)
        return np.hstack([bends, self.straight_ * rows, np.full((len(rows), 1), self.straight_)])


def _likeliest(rows: Floats, target: Floats, seed: int) -> tuple[float, ...]:
    """(size of the bends, their width, size of the straight part, noise), as variances of a target of variance 1."""
    wide = 1.5 * np.sqrt(rows.shape[1])
    matern = ConstantKernel(1.0) * Matern(wide, (0.3, 1e3), nu=SMOOTHNESS)
    straight = ConstantKernel(0.1, (1e-5, 1e3)) * DotProduct(1.0, "fixed")
    kernel = matern + straight + WhiteKernel(0.1, (1e-4, 10.0))
    with warnings.catch_warnings():
        # A size at its bound is an answer: that part is of no use here.
        warnings.simplefilter("ignore", ConvergenceWarning)
        process = GaussianProcessRegressor(kernel, alpha=1e-8, random_state=seed).fit(rows, target)
    found, noise = process.kernel_.k1, process.kernel_.k2
    bent, line = found.k1, found.k2.k1
    sizes = (bent.k1.constant_value, bent.k2.length_scale, line.constant_value, noise.noise_level)
    return tuple(map(float, sizes))
