"""What an experiment can measure of one prediction and its outcome."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Better: TypeAlias = Literal["higher", "lower"]

LEAST = 1e-15
CLASSES = ("binary", "multiclass")


@dataclass(frozen=True, slots=True)
class Observed:
    """One prediction and what came true.

    `given` is the probability that the model gave to it, `shares` that of every class where there are more than two;
    `worth` is what came true as a number: itself, or 1 if it is the class that a binary task looks for.
    """

    prediction: Any
    latency_ms: float
    outcome: Any = None
    given: float = math.nan
    shares: Mapping[str, float] | None = None
    worth: float = math.nan


Value: TypeAlias = Callable[[Observed], float]


@dataclass(frozen=True, slots=True)
class Measure:
    """`better` None: the definition must say. `outcome`: whether the outcome must be known first."""

    value: Value
    better: Better | None
    tasks: tuple[str, ...]
    text: str
    outcome: bool = True


def observed(prediction: Mapping[str, Any], latency_ms: float, outcome: Any, positive: str) -> Observed:
    """From a prediction as the model answers it; `positive` is the class that its `probability` is of."""
    hit = same(outcome, positive)
    if "probabilities" in prediction:
        shares = prediction["probabilities"]
        given = next((share for name, share in shares.items() if same(name, outcome)), 0.0)
        return Observed(prediction["prediction"], latency_ms, outcome, given, shares)
    if "probability" in prediction:
        given = prediction["probability"] if hit else 1 - prediction["probability"]
        return Observed(prediction["prediction"], latency_ms, outcome, given, worth=float(hit))
    worth = math.nan if outcome is None else float(outcome)
    return Observed(prediction["prediction"], latency_ms, outcome, worth=worth)


def same(one: Any, other: Any) -> bool:
    """Classes are numbers here and text there: `1`, `1.0` and `"1"` are one class, and so are `True` and `"true"`."""
    if isinstance(one, bool) or isinstance(other, bool):
        return str(one).lower() == str(other).lower()
    try:
        return float(one) == float(other)
    except (TypeError, ValueError):
        return str(one) == str(other)


def _brier(found: Observed) -> float:
    if found.shares is None:
        return (1 - found.given) ** 2
    return sum((share - same(name, found.outcome)) ** 2 for name, share in found.shares.items())


def _distance(found: Observed) -> float:
    return abs(float(found.prediction) - float(found.outcome))


MEASURES: Mapping[str, Measure] = {
    "accuracy": Measure(lambda found: float(same(found.prediction, found.outcome)), "higher", CLASSES, "share of hits"),
    "log_loss": Measure(
        lambda found: -math.log(max(found.given, LEAST)), "lower", CLASSES, "surprise at what came true"
    ),
    "brier": Measure(_brier, "lower", CLASSES, "squared error of the probability"),
    "absolute_error": Measure(_distance, "lower", ("regression",), "distance to what came true"),
    "squared_error": Measure(lambda found: _distance(found) ** 2, "lower", ("regression",), "squared distance"),
    "outcome": Measure(
        lambda found: found.worth, None, ("binary", "regression"), "what came true, where predictions play a part in it"
    ),
    "latency_ms": Measure(
        lambda found: found.latency_ms, "lower", (*CLASSES, "regression"), "time to predict", outcome=False
    ),
}


def for_task(task: str) -> tuple[str, ...]:
    return tuple(name for name, measure in MEASURES.items() if task in measure.tasks)
