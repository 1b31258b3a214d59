"""Linear models that bend: each number also as max(0, number - knot), at knots from the training rows."""

from __future__ import annotations

from typing import Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from landfast_ml.models.algorithms import Estimator, Floats

# A number of fewer different values has as many outputs by itself as bends would give it.
FEWEST_VALUES = 6


class Hinges(TransformerMixin, BaseEstimator):
    """`knots` bends at quantiles of each column with enough different values; 0 leaves all as it is.

    With bends, numbers are clipped to the range of the training rows: beyond it a steep last piece says nothing
    sensible. Columns of few values (flags) are left as they are.
    """

    def __init__(self, knots: int = 0) -> None:
        self.knots = knots

    def fit(self, X: Floats, y: object = None) -> Self:  # noqa: ARG002, N803
        self.n_features_in_ = X.shape[1]
        many = np.array([len(np.unique(column)) >= FEWEST_VALUES for column in X.T], dtype=bool)
        self.columns_ = np.flatnonzero(many)
        chosen = X[:, self.columns_].astype(np.float64)
        self.low_, self.high_ = chosen.min(axis=0), chosen.max(axis=0)
        places = np.arange(1, self.knots + 1) / (self.knots + 1)
        self.knots_ = np.quantile(chosen, places, axis=0)
        clipped = np.clip(chosen, self.low_, self.high_)
        bends = [np.maximum(clipped - knot, 0) for knot in self.knots_]
        self.scale_ = [np.maximum(bend.std(axis=0), 1e-6) for bend in bends]
        return self

    def transform(self, X: Floats) -> Floats:  # noqa: N803
        told = X.astype(np.float64)
        if not self.knots:
            return told
        clipped = np.clip(told[:, self.columns_], self.low_, self.high_)
        told[:, self.columns_] = clipped
        bends = [np.maximum(clipped - knot, 0) / scale for knot, scale in zip(self.knots_, self.scale_, strict=True)]
        return np.hstack([told, *bends])


class Bent(BaseEstimator):
    """A linear model over `hinges`. A pipeline would not pass a row's weight on."""

    def __init__(self, hinges: Hinges, model: Estimator) -> None:
        self.hinges = hinges
        self.model = model

    def fit(self, X: Floats, y: Floats, sample_weight: Floats | None = None) -> Self:  # noqa: N803
        self.model.fit(self.hinges.fit_transform(X), y, sample_weight=sample_weight)
        return self

    @property
    def n_features_in_(self) -> int:
        found: int = self.hinges.n_features_in_
        return found

    @property
    def classes_(self) -> Floats:
        found: Floats = self.model.classes_  # type: ignore[attr-defined]
        return found

    def predict(self, X: Floats) -> Floats:  # noqa: N803
        return self.model.predict(self.hinges.transform(X))

    def predict_proba(self, X: Floats) -> Floats:  # noqa: N803
        found: Floats = self.model.predict_proba(self.hinges.transform(X))  # type: ignore[attr-defined]
        return found
