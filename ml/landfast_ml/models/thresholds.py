"""From which probability on a row counts as positive: chosen on rows not learned from, with its reason.

Youden, Cancer 1950; by cost: Elkan, IJCAI 2001.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from landfast_ml.models.algorithms import Floats

Rule = Literal["youden", "cost", "precision", "recall", "fixed"]


@dataclass(frozen=True, slots=True)
class ThresholdWish:
    """`cost` weighs a false alarm against a miss; `floor` is of precision or recall, whichever the rule names;
    `fixed` is taken as it is."""

    rule: Rule = "youden"
    floor: float = 0.9
    false_alarm: float = 1.0
    miss: float = 1.0
    fixed: float = 0.5


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """`reached` is False if no threshold keeps the floor; `flagged` is the share of rows that count as positive."""

    threshold: float
    rule: Rule
    reason: str
    reached: bool
    recall: float
    precision: float
    specificity: float
    flagged: float


def operating_point(target: Floats, probability: Floats, wish: ThresholdWish) -> OperatingPoint:
    """`target` (rows,) is 1 for positive rows; ValueError unless there are rows of both classes."""
    if not 0 < target.sum() < len(target):
        raise ValueError("a threshold needs rows of both classes")
    curve = _Curve.of(target, probability, wish.fixed if wish.rule == "fixed" else None)
    chosen, reached = _chosen(curve, wish)
    return OperatingPoint(
        threshold=float(curve.thresholds[chosen]),
        rule=wish.rule,
        reason=_reason(curve, chosen, reached, wish),
        reached=reached,
        recall=float(curve.recall[chosen]),
        precision=float(curve.precision[chosen]),
        specificity=float(curve.specificity[chosen]),
        flagged=float(curve.flagged[chosen] / len(target)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Curve:
    """Per candidate: the threshold, how many rows it flags, and how many of those are positive."""

    thresholds: Floats
    flagged: Floats
    right: Floats
    positives: int
    rows: int

    @classmethod
    def of(cls, target: Floats, probability: Floats, fixed: float | None) -> _Curve:
        order = np.argsort(-probability, kind="stable")
        scores, hits = probability[order], np.cumsum(target[order] == 1)
        # Between two different scores, so that rounding moves no row to the other side.
        ends = np.flatnonzero(np.append(scores[1:] != scores[:-1], True))
        below = np.append(scores[1:], scores[-1])[ends]
        thresholds = np.where(ends == len(scores) - 1, scores[-1], (scores[ends] + below) / 2)
        if fixed is not None:
            count = int((probability >= fixed).sum())
            right = hits[count - 1] if count else 0
            thresholds, flagged, hits = np.array([fixed]), np.array([count]), np.array([right])
        else:
            flagged, hits = ends + 1, hits[ends]
        return cls(thresholds, flagged.astype(float), hits.astype(float), int(target.sum()), len(target))

    @property
    def recall(self) -> Floats:
        return self.right / self.positives

    @property
    def precision(self) -> Floats:
        return np.asarray(self.right / np.maximum(self.flagged, 1))

    @property
    def specificity(self) -> Floats:
        return 1 - (self.flagged - self.right) / (self.rows - self.positives)

    def cost(self, wish: ThresholdWish) -> Floats:
        """Of all rows together."""
        return wish.false_alarm * (self.flagged - self.right) + wish.miss * (self.positives - self.right)


def _chosen(curve: _Curve, wish: ThresholdWish) -> tuple[int, bool]:
    if wish.rule == "fixed":
        return 0, True
    if wish.rule == "cost":
        return int(np.argmin(curve.cost(wish))), True
    if wish.rule == "youden":
        return int(np.argmax(curve.recall + curve.specificity)), True
    kept, better = (curve.precision, curve.recall) if wish.rule == "precision" else (curve.recall, curve.precision)
    good = kept >= wish.floor
    if not good.any():
        return int(np.argmax(kept)), False
    return int(np.argmax(np.where(good, better, -1.0))), True


def _reason(curve: _Curve, chosen: int, reached: bool, wish: ThresholdWish) -> str:
    if wish.rule == "fixed":
        return f"set in settings.toml: {wish.fixed:g}"
    if wish.rule == "cost":
        costs = f"a false alarm costs {wish.false_alarm:g}, a miss {wish.miss:g}"
        return f"least cost ({costs}): {curve.cost(wish)[chosen] / curve.rows:.4g} a row"
    if wish.rule == "youden":
        index = curve.recall[chosen] + curve.specificity[chosen] - 1
        return f"largest sum of recall and specificity (Youden's index {index:.3f})"
    best = (curve.precision if wish.rule == "precision" else curve.recall)[chosen]
    if not reached:
        return f"no threshold keeps a {wish.rule} of {wish.floor:g}, the best has {best:.3f}"
    other = "recall" if wish.rule == "precision" else "precision"
    return f"largest {other} with a {wish.rule} of at least {wish.floor:g}"
