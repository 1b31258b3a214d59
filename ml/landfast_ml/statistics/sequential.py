"""Always-valid inference: look as often as you like, stop when you like, and the false-positive rate still holds.

The mixture sequential probability ratio test with a normal mixture over the effect (Robbins 1970; Johari, Koomen,
Pekelis, Walsh, Operations Research 2022), applied to a difference of means or proportions whose variance is estimated:
an asymptotic confidence sequence, so nothing is said before `BURN_IN` units of each arm are there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from landfast_ml.statistics.comparison import Difference, binary

BURN_IN = 30


@dataclass(frozen=True, slots=True)
class Gap:
    """Two arms at one moment. `units` are all that were compared, `smallest` those of the smaller arm."""

    units: int
    smallest: int
    control: float
    treatment: float
    error_squared: float


def of_arms(control: np.ndarray, treatment: np.ndarray) -> Gap:
    """Of one value a unit, at least one unit an arm."""
    squared = sum(_variance(values) / len(values) for values in (control, treatment))
    sizes = len(control), len(treatment)
    return Gap(sum(sizes), min(sizes), float(control.mean()), float(treatment.mean()), squared)


def of_pairs(control: np.ndarray, treatment: np.ndarray) -> Gap:
    """Of units that both arms scored, at least one."""
    units, differences = len(control), treatment - control
    if binary(control) and binary(treatment):
        # One disagreement more each way, as `_variance` does.
        differences = np.concatenate([differences, [1.0, -1.0]])
    variance = float(differences.var())
    return Gap(units, units, float(control.mean()), float(treatment.mean()), variance / units)


def _variance(values: np.ndarray) -> float:
    """A proportion gets one success and one failure more (Agresti, Coull): a few units that are all alike would else be
    taken for certainty."""
    if binary(values):
        share = (float(values.sum()) + 1) / (len(values) + 2)
        return share * (1 - share)
    return float(values.var(ddof=1)) if len(values) > 1 else 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """What was known after so many units; unbounded before the burn-in.

    Each interval is its own, not what all have in common: that would be narrower, but empty where a metric drifts.
    """

    units: int
    control: float
    treatment: float
    low: float
    high: float
    p_value: float


def likelihood_ratio(gap: float, error_squared: float, mixture: float) -> float:
    """Of effects drawn from N(0, mixture^2) against none, after a difference `gap` with this squared error."""
    total = error_squared + mixture**2
    exponent = mixture**2 * gap**2 / (2 * error_squared * total)
    # Beyond this the ratio is not a float any more, and the p-value is 0 to every digit shown.
    return math.sqrt(error_squared / total) * math.exp(min(exponent, 700.0))


def half_width(error_squared: float, mixture: float, alpha: float) -> float:
    """Of the interval that holds at all times together with probability 1 - alpha."""
    total = error_squared + mixture**2
    bound = 2 * math.log(1 / alpha) + math.log(total / error_squared)
    return math.sqrt(error_squared * total / mixture**2 * bound)


def looks(gaps: Sequence[Gap], mixture: float, alpha: float) -> list[Look]:
    """The test after each of these: at every one of them together it errs with probability `alpha` at most."""
    return [_look(one, mixture, alpha) for one in gaps]


def _look(one: Gap, mixture: float, alpha: float) -> Look:
    if one.smallest < BURN_IN or one.error_squared == 0:
        return Look(one.units, one.control, one.treatment, -math.inf, math.inf, 1.0)
    gap, reach = one.treatment - one.control, half_width(one.error_squared, mixture, alpha)
    p_value = min(1.0, 1 / likelihood_ratio(gap, one.error_squared, mixture))
    return Look(one.units, one.control, one.treatment, gap - reach, gap + reach, p_value)


def last(found: Sequence[Look]) -> Difference:
    """The newest look as a difference."""
    look = found[-1]
    return Difference(
        "always valid, mSPRT", look.control, look.treatment, look.low, look.high, look.p_value, look.units
    )
