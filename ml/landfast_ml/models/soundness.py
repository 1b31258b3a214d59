"""Whether a model is worth anything: what finds nobody, or is no better than the base rate, must not be registered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landfast_ml.contract.columns import Task
from landfast_ml.models.algorithms import Floats
from landfast_ml.models.objectives import row_losses
from landfast_ml.statistics.comparison import Difference
from landfast_ml.statistics.paired import by_subject

ALPHA = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class HeldOutAnswers:
    """What a model says of rows that it has not seen: `said` as `answers` has it, `subjects` (rows,).

    `threshold` is of a binary task; `base` is what a model without features would say, of the training rows: the share
    of each class (classes,), or the mean (1,).
    """

    task: Task
    target: Floats
    said: Floats
    subjects: NDArray[np.generic]
    threshold: float
    base: Floats


def faults(answers: HeldOutAnswers, classes: Sequence[str]) -> tuple[str, ...]:
    """Why the model must be refused whatever its metrics are; empty if it may be used."""
    found = [*_nobody(answers, classes)]
    difference = against_base_rate(answers)
    if difference.high >= 0:
        model, base = difference.treatment, difference.control
        found.append(
            f"not better than the base rate: a row's {_measure(answers.task)} is {model:.4f}, without any feature "
            f"{base:.4f}, and the difference is within noise (p = {difference.p_value:.2g})"
        )
    return tuple(found)


def against_base_rate(answers: HeldOutAnswers) -> Difference:
    """Loss of the model minus that of the base rate, by subject: below 0 the model is better."""
    base = np.broadcast_to(answers.base, (len(answers.target), len(answers.base)))
    if answers.task == "multiclass":
        constant: Floats = base
    else:
        constant = base[:, -1]
    losses = [row_losses(answers.task, answers.target, said) for said in (constant, answers.said)]
    return by_subject(losses[0], losses[1], answers.subjects, ALPHA)


def _nobody(answers: HeldOutAnswers, classes: Sequence[str]) -> Iterator[str]:
    if answers.task == "regression":
        if np.ptp(answers.said) == 0:
            yield f"says the same value of everybody: {answers.said[0]:g}"
        return
    if answers.task == "multiclass":
        told = np.unique(answers.said.argmax(axis=1))
        if len(told) == 1:
            yield f"says the same class of everybody: {classes[told[0]]}"
        return
    flagged, positive = answers.said >= answers.threshold, answers.target == 1
    if not (flagged & positive).any():
        rows = int(positive.sum())
        yield f"finds nobody: none of {rows} rows of class {classes[-1]} reaches the threshold {answers.threshold:.3g}"
    elif flagged.all():
        yield f"finds everybody: all rows reach the threshold {answers.threshold:.3g}"


def _measure(task: Task) -> str:
    return "squared error" if task == "regression" else "Brier score"
