"""How good predictions are. Every measure takes a weight per row, so that a bootstrap resample costs no new table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

# What versions are compared by; of each, more is better.
PRIMARY: Mapping[str, str] = {"binary": "roc_auc", "multiclass": "macro_auc", "regression": "r2", "forecast": "skill"}
METRICS: Mapping[str, tuple[str, ...]] = {
    "binary": ("roc_auc", "average_precision", "accuracy", "sensitivity", "specificity", "brier", "log_loss"),
    "multiclass": ("macro_auc", "accuracy", "balanced_accuracy", "macro_f1", "log_loss"),
    "regression": ("r2", "rmse", "mae", "bias"),
    "forecast": ("skill", "mase", "smape", "mae", "rmse", "pinball", "interval_score", "coverage", "width"),
}
BINS = 5
# A probability of 0 that turns out wrong would cost an infinite log loss.
SMALLEST = 1e-15


class Measure(Protocol):
    """Metrics of some predictions; NaN where the weighted rows don't tell, as a ranking of one class."""

    def __call__(self, weights: np.ndarray) -> dict[str, float]: ...


def measure_of(task: str, target: np.ndarray, scores: np.ndarray, threshold: float) -> Measure:
    """`target` and `scores` as `encoded` and `outputs` give them; `threshold` is for a binary task."""
    if task == "binary":
        return Binary(target, scores, threshold)
    return Multiclass(target, scores) if task == "multiclass" else Regression(target, scores)


class Ranking:
    """How well a score ranks positive rows before the others; sorted once, for any weights."""

    def __init__(self, positive: np.ndarray, score: np.ndarray) -> None:
        self._order = np.argsort(score, kind="stable")
        ordered = score[self._order]
        # Rows of one score are a group: ties count half.
        self._starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
        self._positive = positive[self._order].astype(float)

    def measure(self, weights: np.ndarray) -> tuple[float, float]:
        """Area under the ROC curve, in the Mann-Whitney form, and average precision."""
        ordered = weights[self._order].astype(float)
        positive = np.add.reduceat(ordered * self._positive, self._starts)
        everything = np.add.reduceat(ordered, self._starts)
        negative = everything - positive
        pairs = positive.sum() * negative.sum()
        if not pairs:
            return float("nan"), float("nan")
        area = float(positive @ (np.cumsum(negative) - negative / 2) / pairs)
        found, taken = np.cumsum(positive[::-1]), np.cumsum(everything[::-1])
        precision = np.divide(found, taken, out=np.zeros(len(taken)), where=taken > 0)
        return area, float(positive[::-1] @ precision / positive.sum())


class Binary:
    """Ranking, decisions and calibration of probabilities of the positive class, which is 1 in `target`."""

    def __init__(self, target: np.ndarray, probability: np.ndarray, threshold: float) -> None:
        self._positive = target == 1
        self._ranking = Ranking(self._positive, probability)
        self._right = (probability >= threshold) == self._positive
        self._squares = (probability - target) ** 2
        said = np.where(self._positive, probability, 1 - probability)
        self._losses = -np.log(np.maximum(said, SMALLEST))

    def __call__(self, weights: np.ndarray) -> dict[str, float]:
        area, precision = self._ranking.measure(weights)
        return {
            "roc_auc": area,
            "average_precision": precision,
            "accuracy": _mean(self._right, weights),
            "sensitivity": _mean(self._right, weights * self._positive),
            "specificity": _mean(self._right, weights * ~self._positive),
            "brier": _mean(self._squares, weights),
            "log_loss": _mean(self._losses, weights),
        }


class Multiclass:
    """Of probabilities of shape (rows, classes); `target` holds positions of classes."""

    def __init__(self, target: np.ndarray, probabilities: np.ndarray) -> None:
        self._target, self._classes = target, probabilities.shape[1]
        self._predicted = probabilities.argmax(axis=1)
        self._rankings = [Ranking(target == one, probabilities[:, one]) for one in range(self._classes)]
        self._losses = -np.log(np.maximum(probabilities[np.arange(len(target)), target], SMALLEST))

    def __call__(self, weights: np.ndarray) -> dict[str, float]:
        classes = self.per_class(weights)
        return {
            "macro_auc": _average(classes, "roc_auc"),
            "accuracy": _mean(self._target == self._predicted, weights),
            "balanced_accuracy": _average(classes, "recall"),
            "macro_f1": _average(classes, "f1"),
            "log_loss": _mean(self._losses, weights),
        }

    def per_class(self, weights: np.ndarray) -> list[dict[str, float]]:
        """Each class against all others."""
        cells = self._target * self._classes + self._predicted
        counts = np.bincount(cells, weights, self._classes**2).reshape(self._classes, self._classes)
        true, said, right = counts.sum(axis=1), counts.sum(axis=0), np.diag(counts)
        return [
            {
                "rows": float(true[one]),
                "recall": _ratio(right[one], true[one]),
                "precision": _ratio(right[one], said[one]) if said[one] else 0.0,
                "f1": _ratio(2 * right[one], true[one] + said[one]),
                "roc_auc": self._rankings[one].measure(weights)[0],
            }
            for one in range(self._classes)
        ]


class Regression:
    """Of numbers: share of the variance that is explained, errors in the target's unit, and their mean."""

    def __init__(self, target: np.ndarray, predicted: np.ndarray) -> None:
        self._target, self._errors = target, predicted - target

    def __call__(self, weights: np.ndarray) -> dict[str, float]:
        spread = _mean((self._target - _mean(self._target, weights)) ** 2, weights)
        squared = _mean(self._errors**2, weights)
        return {
            "r2": 1 - _ratio(squared, spread),
            "rmse": float(np.sqrt(squared)),
            "mae": _mean(np.abs(self._errors), weights),
            "bias": _mean(self._errors, weights),
        }


def calibration(task: str, target: np.ndarray, scores: np.ndarray) -> list[dict[str, float]]:
    """What was promised and what came true: of the positive class in bins of equal width, of the class that was said
    in a multiclass task, of values in bins of equally many rows in a regression."""
    if task == "multiclass":
        promised, true = scores.max(axis=1), (scores.argmax(axis=1) == target).astype(float)
    else:
        promised, true = scores, target.astype(float)
    inner = np.arange(1, BINS) / BINS
    edges = np.unique(np.quantile(promised, inner)) if task == "regression" else inner
    index = np.searchsorted(edges, promised, side="right")
    return [
        {
            "rows": int(np.sum(index == one)),
            "predicted": float(promised[index == one].mean()),
            "observed": float(true[index == one].mean()),
        }
        for one in np.unique(index)
    ]


def _mean(values: np.ndarray, weights: np.ndarray) -> float:
    return _ratio(float(values @ weights), float(weights.sum()))


def _ratio(one: float, two: float) -> float:
    return float(one / two) if two else float("nan")


def _average(classes: list[dict[str, float]], name: str) -> float:
    """Every class counts the same, however rare."""
    return float(np.mean([one[name] for one in classes]))
