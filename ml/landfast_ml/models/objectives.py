"""The one figure that a search makes as large as it can, of what a model says about rows it has not seen."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import roc_auc_score

from landfast_ml.contract.columns import Task
from landfast_ml.models.algorithms import Floats

# A probability of 0 that turns out wrong would cost an infinite log loss.
SMALLEST = 1e-7


def objective(task: Task, target: Floats, said: Floats) -> float:
    """Binary: area under the ROC curve; multiclass: its mean over classes, each against the others; regression: the
    negative root mean square error. NaN where the rows don't tell, as of a single class."""
    if task == "regression":
        return -float(np.sqrt(np.mean((said - target) ** 2)))
    if task == "binary":
        return float(roc_auc_score(target, said)) if 0 < target.sum() < len(target) else float("nan")
    areas = [objective("binary", target == one, said[:, one]) for one in range(said.shape[1])]
    return float(np.nanmean(areas)) if not np.isnan(areas).all() else float("nan")


def loss(task: Task, target: Floats, said: Floats) -> float:
    """Mean log loss of probabilities, or mean squared error: what tells small gains apart with few rows."""
    return float(log_losses(task, target, said).mean())


def row_losses(task: Task, target: Floats, said: Floats) -> Floats:
    """(rows,): squared error of probabilities (Brier's) or of values."""
    if task == "multiclass":
        truth = np.eye(said.shape[1])[target.astype(np.intp)]
        return np.asarray(((said - truth) ** 2).sum(axis=1))
    return np.asarray((said - target) ** 2)


def log_losses(task: Task, target: Floats, said: Floats) -> Floats:
    """(rows,): minus the logarithm of the probability of what was true; squared error of values."""
    if task == "regression":
        return np.asarray((said - target) ** 2)
    told = (
        np.where(target == 1, said, 1 - said)
        if task == "binary"
        else said[np.arange(len(said)), target.astype(np.intp)]
    )
    return np.asarray(-np.log(np.maximum(told, SMALLEST)))
