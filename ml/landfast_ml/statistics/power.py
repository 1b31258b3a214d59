"""How many units an experiment needs before it can see the effect that it is about."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy import optimize, stats

from landfast_ml.statistics.sequential import half_width


@dataclass(frozen=True, slots=True)
class Fixed:
    """A two-sided test that is read once. Errors are standard errors of the difference."""

    alpha: float

    def error_needed(self, effect: float, power: float) -> float:
        """At which it sees `effect` with this power."""
        return abs(effect) / self._reach(power)

    def power_at(self, effect: float, error: float) -> float:
        z, reach = abs(effect) / error, float(stats.norm.isf(self.alpha / 2))
        return float(stats.norm.sf(reach - z) + stats.norm.cdf(-reach - z))

    def effect_at(self, error: float, power: float) -> float:
        """The smallest that it sees with this power."""
        return error * self._reach(power)

    def _reach(self, power: float) -> float:
        return float(stats.norm.isf(self.alpha / 2) + stats.norm.ppf(power))


@dataclass(frozen=True, slots=True)
class Sequential:
    """The always-valid test at its last look: it may stop before, so its power is this or more."""

    alpha: float
    mixture: float

    def error_needed(self, effect: float, power: float) -> float:
        """At which it sees `effect` with this power."""

        def spare(error: float) -> float:
            return abs(effect) - self.effect_at(error, power)

        return float(optimize.brentq(spare, abs(effect) * 1e-6, abs(effect)))

    def power_at(self, effect: float, error: float) -> float:
        return float(stats.norm.cdf((abs(effect) - half_width(error**2, self.mixture, self.alpha)) / error))

    def effect_at(self, error: float, power: float) -> float:
        """The smallest that it sees with this power."""
        return half_width(error**2, self.mixture, self.alpha) + float(stats.norm.ppf(power)) * error


def units_an_arm(error: float, control_variance: float, treatment_variance: float) -> int:
    """Units of each of two equal arms whose difference of means has this standard error."""
    return math.ceil((control_variance + treatment_variance) / error**2)


def pairs(error: float, difference_variance: float) -> int:
    """Units that both arms score whose mean difference has this standard error."""
    return math.ceil(difference_variance / error**2)
