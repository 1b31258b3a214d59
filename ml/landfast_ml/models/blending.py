"""Several models as one: the weighted mean of what they say, where that beats the best of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm
from sklearn.base import BaseEstimator

from landfast_ml.contract.columns import Task
from landfast_ml.models.algorithms import Estimator, Fitting, Floats, algorithm
from landfast_ml.models.learning import Learning, answers
from landfast_ml.models.objectives import loss
from landfast_ml.models.ranges import Value
from landfast_ml.models.validation import fit
from landfast_ml.statistics.paired import by_subject

PICKS = 12
# Of fewer rows weights are picked on resamples, and averaged: the best pick of one sample is often luck.
BAGS, FEW_ROWS = 25, 20_000
# The plainest model's share is this over the square of its distance in standard errors, half at most, and nothing if
# its loss is larger by a quarter.
CLEARLY, FAR, SMALLEST_SHARE = 3.0, 0.25, 0.02


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One model of a mixture: how it is made (its rounds among the parameters), and its share."""

    algorithm: str
    parameters: Mapping[str, Value]
    weight: float


class Mixture(BaseEstimator):
    """Fitted estimators and their weights, which sum to 1."""

    def __init__(self, members: Sequence[Estimator], weights: Sequence[float], task: Task, classes: int) -> None:
        self.members = members
        self.weights = weights
        self.task = task
        self.classes = classes

    @property
    def n_features_in_(self) -> int:
        found: int = self.members[0].n_features_in_  # type: ignore[attr-defined]
        return found

    @property
    def classes_(self) -> Floats:
        return np.arange(self.classes, dtype=float)

    def predict(self, X: Floats) -> Floats:  # noqa: N803
        if self.task == "regression":
            return self._mean(X)
        return np.asarray(self.predict_proba(X).argmax(axis=1))

    def predict_proba(self, X: Floats) -> Floats:  # noqa: N803
        said = self._mean(X)
        return np.column_stack([1 - said, said]) if self.task == "binary" else said

    def _mean(self, numbers: Floats) -> Floats:
        said = [answers(one, numbers, self.task, self.classes) for one in self.members]
        return np.asarray(np.tensordot(np.asarray(self.weights), np.stack(said), axes=1))


def mixed(task: Task, target: Floats, said: Sequence[Floats], subjects: NDArray[np.generic], seed: int = 0) -> Floats:
    """Weights (models,) that sum to 1, the mean over resamples of the subjects of what is picked greedily.

    Caruana et al., "Getting the most out of ensemble selection", ICDM 2006. `said` is of rows none had learned from.
    """
    if len(target) > FEW_ROWS:
        return _picked(task, target, said)
    generator = np.random.default_rng(seed)
    _, codes = np.unique(subjects, return_inverse=True)
    order = np.argsort(codes, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)
    weights = np.zeros(len(said))
    for _ in range(BAGS):
        rows = np.concatenate([parts[one] for one in generator.integers(0, len(parts), len(parts))])
        weights += _picked(task, target[rows], [one[rows] for one in said])
    return weights / BAGS


def _picked(task: Task, target: Floats, said: Sequence[Floats], picks: int = PICKS) -> Floats:
    """Weights (models,): greedily the model is added that helps the mean most, again and again."""
    counts = np.zeros(len(said))
    total = np.zeros_like(said[0])
    best = np.inf
    for pick in range(1, picks + 1):
        losses = [loss(task, target, (total + one) / pick) for one in said]
        chosen = int(np.argmin(losses))
        if losses[chosen] > best:
            break
        best, total = losses[chosen], total + said[chosen]
        counts[chosen] += 1
    return np.asarray(counts / counts.sum())


def hedged(weights: Floats, losses: Floats, plain: Floats, subjects: NDArray[np.generic], place: int) -> Floats:
    """Weights in which the plainest model, at `place`, keeps up to half: less, the more clearly or the further it is
    beaten.

    `losses` and `plain` (rows,) are the mixture's and the plainest model's. What was chosen among many looks better
    than it is on the rows that it was chosen by, most of all if they are few.
    """
    tested = by_subject(plain, losses, subjects, 0.05)
    clear = max(float(norm.isf(tested.p_value / 2)), 1.0) if tested.value < 0 else 1.0
    behind = max(-tested.value / tested.treatment, 0.0) if tested.treatment > 0 else 1.0
    share = min(0.5, CLEARLY / clear**2) * max(1 - behind / FAR, 0.0)
    mixed_in = (1 - share) * weights + share * np.eye(len(weights))[place]
    kept = np.where(mixed_in < SMALLEST_SHARE, 0.0, mixed_in)
    return np.asarray(kept / kept.sum())


def fitted(ingredients: Sequence[Ingredient], learning: Learning, seed: int) -> Estimator | Mixture:
    """Each on all rows; by itself if there is but one."""
    members = []
    for one in ingredients:
        model = algorithm(one.algorithm).make(Fitting(learning.task, seed), **one.parameters)
        fit(model, learning)
        members.append(model)
    if len(members) == 1:
        return members[0]
    return Mixture(members, [one.weight for one in ingredients], learning.task, learning.classes)
