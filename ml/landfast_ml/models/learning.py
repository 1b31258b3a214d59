"""What is learned from, as arrays; and what a fitted estimator says, in one shape whatever it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from landfast_ml.contract.columns import Task
from landfast_ml.models.algorithms import Estimator, Floats

Rows = NDArray[np.intp]
FEW_NUMBERS = 500_000


@dataclass(frozen=True, slots=True, eq=False)
class Learning:
    """`numbers` (rows, outputs); `target` (rows,): positions of classes (1 is the positive one) or values.

    `subjects` (rows,) says whose each row is; `times` (rows,), in any unit, or None; `classes` counts them, 0 in a
    regression; `weights` (rows,) or None. ValueError if the lengths differ.
    """

    task: Task
    numbers: Floats
    target: Floats
    subjects: NDArray[np.generic]
    classes: int = 0
    times: Floats | None = None
    weights: Floats | None = None

    def __post_init__(self) -> None:
        told = {"target": self.target, "subjects": self.subjects, "times": self.times, "weights": self.weights}
        for name, values in told.items():
            if values is not None and len(values) != len(self.numbers):
                raise ValueError(f"{name}: {len(values)} values of {len(self.numbers)} rows")

    def __len__(self) -> int:
        return len(self.numbers)

    def taken(self, rows: Rows) -> Learning:
        """Those rows alone."""
        return Learning(
            self.task,
            self.numbers[rows],
            self.target[rows],
            self.subjects[rows],
            self.classes,
            None if self.times is None else self.times[rows],
            None if self.weights is None else self.weights[rows],
        )

    def sample(self, most: int, seed: int) -> Learning:
        """At most about `most` rows: all rows of subjects drawn by chance, in their order."""
        if len(self) <= most:
            return self
        _, codes = np.unique(self.subjects, return_inverse=True)
        drawn = np.random.default_rng(seed).random(codes.max() + 1) < most / len(self)
        return self.taken(np.flatnonzero(drawn[codes]))


def threads(numbers: int) -> threadpool_limits:
    """A context in which numerical libraries use one thread for few numbers: more would mostly wait for each other."""
    return threadpool_limits(1 if numbers < FEW_NUMBERS else None)


def class_weights(target: Floats, classes: int) -> Floats:
    """(rows,): every class weighs the same in sum, and a row 1 on average, as scikit-learn's `balanced`."""
    counts = np.bincount(target.astype(np.intp), minlength=classes)
    return np.asarray((len(target) / (np.count_nonzero(counts) * np.maximum(counts, 1)))[target.astype(np.intp)])


def answers(fitted: Estimator, numbers: Floats, task: Task, classes: int, **options: object) -> Floats:
    """Binary: (rows,) probabilities of the positive class; multiclass: (rows, classes); regression: (rows,) values.

    A class that the training rows lacked has probability 0. `options` are of the estimator's own library.
    """
    if task == "regression":
        return np.asarray(fitted.predict(numbers, **options), dtype=float)
    return shaped(fitted.predict_proba(numbers, **options), fitted.classes_, task, classes)  # type: ignore[attr-defined]


def shaped(probabilities: Floats, known: Sequence[int] | Floats, task: Task, classes: int) -> Floats:
    """Columns by the classes that an estimator knows, to those that there are."""
    told = np.zeros((len(probabilities), classes))
    told[:, np.asarray(known, dtype=np.intp)] = probabilities
    return told[:, 1] if task == "binary" else told
