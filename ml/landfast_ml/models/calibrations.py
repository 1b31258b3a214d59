"""Probabilities that come true as often as they say: a correction, kept only where it helps on rows not learned from.

Platt 1999 (binary), isotonic regression (binary, many rows), temperature: Guo et al., ICML 2017 (multiclass).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit, logit, softmax
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from landfast_ml.contract.columns import Task
from landfast_ml.models.algorithms import Floats
from landfast_ml.models.learning import Learning
from landfast_ml.models.objectives import SMALLEST, log_losses
from landfast_ml.statistics.paired import by_subject

Method = Literal["none", "platt", "isotonic", "temperature"]
# An isotonic curve bends to every accident of few rows.
FEWEST_ISOTONIC, FEWEST_POSITIVES = 1_000, 100
BINS, FOLDS = 10, 5
# A correction is kept if the loss falls by this share besides being no accident.
SMALLEST_GAIN, ALPHA = 0.005, 0.05


@dataclass(frozen=True, slots=True)
class Calibrator:
    """A correction as numbers: platt (slope, intercept) on log-odds; temperature (t,); isotonic (x..., y...)."""

    method: Method = "none"
    numbers: tuple[float, ...] = ()

    def apply(self, said: Floats) -> Floats:
        """Binary (rows,) or multiclass (rows, classes) probabilities, corrected; anything else as it is."""
        if self.method == "platt":
            slope, intercept = self.numbers
            return np.asarray(expit(slope * logit(np.clip(said, SMALLEST, 1 - SMALLEST)) + intercept))
        if self.method == "temperature":
            return np.asarray(softmax(np.log(np.clip(said, SMALLEST, None)) / self.numbers[0], axis=1))
        if self.method == "isotonic":
            half = len(self.numbers) // 2
            return np.interp(said, self.numbers[:half], self.numbers[half:])
        return said

    def to_json(self) -> dict[str, object]:
        return {"method": self.method, "numbers": list(self.numbers)}

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> Calibrator:
        numbers: Sequence[float] = document["numbers"]  # type: ignore[assignment]
        return cls(document["method"], tuple(numbers))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class CalibrationGain:
    """The kept correction, and log loss and expected calibration error before and after, on rows it was not fitted to.

    Where none helps, after is before; `reason` says why it is as it is.
    """

    calibrator: Calibrator
    loss_before: float
    loss_after: float
    error_before: float
    error_after: float
    reason: str


def calibration_gain(learning: Learning, said: Floats, wanted: bool = True) -> CalibrationGain:
    """Of what was `said` of rows that the model had not learned from; their numbers are not looked at.

    Not `wanted`: the figures alone.
    """
    error = expected_error(learning.task, learning.target, said)
    before = log_losses(learning.task, learning.target, said)
    loss = float(before.mean())
    nothing = CalibrationGain(Calibrator(), loss, loss, error, error, "no correction makes the probabilities better")
    if learning.task == "regression":
        return replace(nothing, reason="a number is no probability")
    if not wanted:
        return replace(nothing, reason="settings.toml: decision.calibrate is false")
    found = [one for method in _methods(learning) if (one := _tried(method, learning, said, before)) is not None]
    return min(found, key=lambda one: one.loss_after, default=nothing)


def expected_error(task: Task, target: Floats, said: Floats) -> float:
    """Mean distance between what was promised and what came true, over bins of equally many rows; 0 in a regression.

    Naeini et al., AAAI 2015: of the positive class, or of the class that was said.
    """
    if task == "regression":
        return 0.0
    promised, true = (said, target) if task == "binary" else (said.max(axis=1), said.argmax(axis=1) == target)
    parts = np.array_split(np.argsort(promised, kind="stable"), BINS)
    gaps = [abs(promised[part].mean() - true[part].mean()) * len(part) for part in parts if len(part)]
    return float(sum(gaps) / len(target))


def calibrator(method: Method, task: Task, target: Floats, said: Floats) -> Calibrator:
    """Fitted to these rows. A multiclass task knows `temperature`, a binary one `platt` and `isotonic`."""
    if method == "platt":
        odds = logit(np.clip(said, SMALLEST, 1 - SMALLEST)).reshape(-1, 1)
        fitted = LogisticRegression(C=np.inf, max_iter=1_000).fit(odds, target)
        return Calibrator(method, (float(fitted.coef_[0, 0]), float(fitted.intercept_[0])))
    if method == "temperature":
        found = minimize_scalar(
            lambda log: log_losses(task, target, Calibrator(method, (float(np.exp(log)),)).apply(said)).mean(),
            bounds=(-3, 3),
            method="bounded",
        )
        return Calibrator(method, (float(np.exp(found.x)),))
    if method == "isotonic":
        curve = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(said, target)
        return Calibrator(method, (*map(float, curve.X_thresholds_), *map(float, curve.y_thresholds_)))
    return Calibrator()


def _methods(learning: Learning) -> tuple[Method, ...]:
    if learning.task == "multiclass":
        return ("temperature",)
    positives = float(min(learning.target.sum(), len(learning) - learning.target.sum()))
    many = len(learning) >= FEWEST_ISOTONIC and positives >= FEWEST_POSITIVES
    return ("platt", "isotonic") if many else ("platt",)


def _tried(method: Method, learning: Learning, said: Floats, before: Floats) -> CalibrationGain | None:
    """None if it doesn't help by more than accident, on folds of subjects that it was not fitted to."""
    subjects = np.unique(learning.subjects, return_inverse=True)[1]
    count = min(FOLDS, int(subjects.max()) + 1)
    if count < 2:
        return None
    corrected = said.astype(float)
    for train, rest in GroupKFold(count).split(said, groups=subjects):
        if len(np.unique(learning.target[train])) < 2:
            return None
        corrected[rest] = calibrator(method, learning.task, learning.target[train], said[train]).apply(said[rest])
    after = log_losses(learning.task, learning.target, corrected)
    test = by_subject(before, after, learning.subjects, ALPHA)
    if test.value > -SMALLEST_GAIN * float(before.mean()) or test.high >= 0:
        return None
    loss_before, loss_after = float(before.mean()), float(after.mean())
    return CalibrationGain(
        calibrator=calibrator(method, learning.task, learning.target, said),
        loss_before=loss_before,
        loss_after=loss_after,
        error_before=expected_error(learning.task, learning.target, said),
        error_after=expected_error(learning.task, learning.target, corrected),
        reason=f"log loss {loss_before:.4f} becomes {loss_after:.4f} on rows it was not fitted to",
    )
