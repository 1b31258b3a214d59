"""How large an experiment must be, and whether there are so many units; before the first one is assigned."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.experiments.definition import Definition
from landfast_ml.features.targets import positive_class
from landfast_ml.models.held_out import by_unit, held_out, measured, predictions
from landfast_ml.models.measures import MEASURES
from landfast_ml.models.predictor import load_predictor
from landfast_ml.statistics import power


@dataclass(frozen=True, slots=True)
class Plan:
    """`units_an_arm` are needed, `available` come in `days` (the maximum), `needs_days` until there are enough.

    `baseline` and `deviation` are of the control on `measured_on` held-out units; in shadow mode the deviation is that
    of the units' own differences. `power` and `smallest_effect`: what the units that come are good for.
    """

    metric: str
    effect: float
    baseline: float
    deviation: float
    measured_on: int
    units_an_arm: int
    available: int
    days: int
    needs_days: int | None
    power: float
    smallest_effect: float

    @property
    def enough(self) -> bool:
        return self.available >= self.units_an_arm

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"enough": self.enough}


def make_plan(job: Job, definition: Definition) -> Plan:
    """From the control's own predictions for held-out subjects. ProjectError where they say nothing."""
    metric = definition.primary.metric
    if not MEASURES[metric].outcome:
        raise ProjectError(f"{metric} can't be planned on held-out data: make it a guardrail")
    rows = held_out(job)
    arms = [definition.arms.control] + ([definition.arms.treatment] if definition.mode == "shadow" else [])
    values = []
    for version in arms:
        answers = predictions(load_predictor(job, version), rows.instances)
        values.append(by_unit(measured(metric, answers, rows.outcomes, positive_class(job.columns)), rows.subjects))
    # What the pairs' means vary by; else what one arm's units vary by.
    deviation = float(np.std(values[-1] - values[0] if len(values) == 2 else values[0], ddof=1))
    if deviation == 0:
        raise ProjectError(
            f"{metric} is the same for all {len(values[0])} held-out {job.columns.units}: nothing can be planned on it"
        )
    return planned(definition, float(values[0].mean()), deviation, len(values[0]))


def planned(definition: Definition, baseline: float, deviation: float, measured_on: int) -> Plan:
    """The plan for a metric of this mean and deviation over units."""
    effect, alpha, wanted = definition.primary.effect, definition.alpha, definition.power
    test = power.Fixed(alpha) if definition.test == "fixed" else power.Sequential(alpha, effect)
    error = test.error_needed(effect, wanted)
    variance, shadow = deviation**2, definition.mode == "shadow"
    needed = power.pairs(error, variance) if shadow else power.units_an_arm(error, variance, variance)
    by_day = units_by_day(definition)
    available = int(by_day[-1])
    reached = np.flatnonzero(by_day >= needed)
    reachable = math.sqrt((1 if shadow else 2) * variance / max(available, 1))
    return Plan(
        metric=definition.primary.metric,
        effect=effect,
        baseline=baseline,
        deviation=deviation,
        measured_on=measured_on,
        units_an_arm=needed,
        available=available,
        days=definition.maximum_days,
        needs_days=int(reached[0]) + 1 if len(reached) else None,
        power=test.power_at(effect, reachable),
        smallest_effect=test.effect_at(reachable, wanted),
    )


def units_by_day(definition: Definition) -> np.ndarray:
    """New units an arm after each day, with a day at each stage of the ramp but the last."""
    stages = [*definition.ramp[:-1], *[definition.ramp[-1]] * definition.maximum_days][: definition.maximum_days]
    # In shadow mode both arms answer for every unit that takes part.
    both = 2 if definition.mode == "shadow" else 1
    return np.cumsum([definition.units_per_day * both * share / 100 for share in stages])
