"""A linear regression in ratios: of the numbers and their powers, to the logarithm of a target that is skewed."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.stats import skew
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import RidgeCV
from sklearn.preprocessing import PowerTransformer

from landfast_ml.models.algorithms import Floats

# A number of fewer different values has no power to be found.
FEWEST_VALUES = 6
# Powers are found from so many quantiles: of many rows as fast as of few.
QUANTILES = 100
# Of a target that is above zero and skewed by more than this the logarithm is learned.
SKEWED = 0.5
# What is said stays within the values that were learned from, and a tenth around: in logarithms, or of their range.
BEYOND = 0.1
STRENGTHS = np.logspace(-3, 3, 13)


class Powers(TransformerMixin, BaseEstimator):
    """Of each column of enough different values the power that makes it least skewed, standardised.

    Yeo and Johnson, "A new family of power transformations to improve normality or symmetry", Biometrika 2000. Beyond
    the range of the training rows a power stays what it is at its end.
    """

    def fit(self, X: Floats, y: object = None) -> Self:  # noqa: ARG002, N803
        many = np.array([len(np.unique(column)) >= FEWEST_VALUES for column in X.T], dtype=bool)
        self.columns_: NDArray[np.intp] = np.flatnonzero(many)
        chosen = X[:, self.columns_].astype(np.float64)
        if len(self.columns_):
            self.low_, self.high_ = chosen.min(axis=0), chosen.max(axis=0)
            self.powers_ = PowerTransformer().fit(np.quantile(chosen, np.linspace(0, 1, QUANTILES + 1), axis=0))
        return self

    def transform(self, X: Floats) -> Floats:  # noqa: N803
        chosen = X[:, self.columns_].astype(np.float64)
        if not len(self.columns_):
            return chosen
        return np.asarray(self.powers_.transform(np.clip(chosen, self.low_, self.high_)))


class Ratios(BaseEstimator):
    """A ridge regression of the numbers and their powers, whose strength is found by leaving single rows out.

    Of a skewed target above zero it learns the logarithm: prices, wages and sizes grow by shares, not by sums.
    """

    def fit(self, X: Floats, y: Floats, sample_weight: Floats | None = None) -> Self:  # noqa: N803
        self.n_features_in_ = X.shape[1]
        self.powers_ = Powers().fit(X)
        numbers = self._numbers(X)
        self.mean_, self.scale_ = numbers.mean(axis=0), numbers.std(axis=0)
        self.scale_[self.scale_ == 0] = 1.0
        self.logarithm_ = bool(0 < y.min() < y.max() and skew(y) > SKEWED)
        target = np.log(y) if self.logarithm_ else y
        room = BEYOND * (1.0 if self.logarithm_ else float(np.ptp(target)))
        self.low_, self.high_ = float(target.min()) - room, float(target.max()) + room
        self.line_ = RidgeCV(STRENGTHS).fit(self._scaled(X), target, sample_weight)
        self.share_ = 1.0
        if self.logarithm_:
            said = self.predict(X)
            # To tell the mean logarithm is to tell a median, which is too little: a share of it, by least squares.
            self.share_ = float(
                np.average(said * y, weights=sample_weight) / np.average(said**2, weights=sample_weight)
            )
        return self

    def predict(self, X: Floats) -> Floats:  # noqa: N803
        said = np.clip(self.line_.predict(self._scaled(X)), self.low_, self.high_)
        return np.asarray(np.exp(said) * self.share_ if self.logarithm_ else said)

    def _numbers(self, X: Floats) -> Floats:  # noqa: N803
        return np.hstack([X.astype(np.float64), self.powers_.transform(X)])

    def _scaled(self, X: Floats) -> Floats:  # noqa: N803
        return np.asarray((self._numbers(X) - self.mean_) / self.scale_)
