"""What an experiment says so far: its split, its primary metric, its guardrails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from landfast_ml.experiments.definition import ARMS, CONTROL, TREATMENT, Definition, Guardrail, Metric
from landfast_ml.experiments.observations import BESIDE, Observations, age_days, covariates, unit_values
from landfast_ml.experiments.state import Started
from landfast_ml.statistics import sequential
from landfast_ml.statistics.comparison import Difference, compare, compare_pairs, sample_ratio
from landfast_ml.statistics.covariate import adjust
from landfast_ml.statistics.sequential import Gap, Look

LOOKS = 40
# A split that is this unlikely is broken (Fabijan et al., KDD 2019).
BROKEN_SPLIT = 0.001
Values = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class Result:
    """One metric. `gain` is the difference with the sign of what is better; so are its bounds.

    `explained`: share of variance that the covariate took out. `looks`: how it came about, of a sequential test.
    """

    metric: Metric
    units: tuple[int, int]
    difference: Difference | None
    explained: float = 0.0
    looks: tuple[Look, ...] = ()

    @property
    def gain(self) -> tuple[float, float, float]:
        """(value, low, high); everything is possible before there is anything to compare."""
        if self.difference is None:
            return 0.0, -np.inf, np.inf
        found, sign = self.difference, self.metric.sign
        low, high = sorted((sign * found.low, sign * found.high))
        return sign * found.value, low, high

    @property
    def verdict(self) -> Literal["better", "worse", "open", "held", "broken"]:
        """Of a primary metric against 0; of a guardrail against its margin."""
        _, low, high = self.gain
        if isinstance(self.metric, Guardrail):
            limit = -self.metric.margin
            return "held" if low > limit else "broken" if high < limit else "open"
        return "better" if low > 0 else "worse" if high < 0 else "open"


@dataclass(frozen=True, slots=True)
class Analysis:
    """`complete`: as many units as were planned, or the time is up; a fixed test speaks only then.

    `counted` is what a unit is, in the plural: subjects, or rows of a table without any.
    """

    started: Started
    units: dict[str, int]
    ratio_p_value: float
    primary: Result
    guardrails: tuple[Result, ...]
    complete: bool
    left_out: int
    failed: int
    counted: str

    @property
    def speaks(self) -> bool:
        """Whether its results may be looked at: a fixed test that is looked at early finds what isn't there."""
        return self.complete or self.started.definition.test == "sequential"

    @property
    def known(self) -> int:
        """Units of the smaller arm whose primary metric is known."""
        return min(self.primary.units)


def analyse(started: Started, found: Observations) -> Analysis:
    """Every metric of an experiment, as far as its outcomes are known."""
    definition = started.definition
    primary = _result(definition, found, definition.primary)
    known = min(primary.units)
    units = found.units
    ratio = 1.0 if definition.mode == "shadow" else sample_ratio(units, dict.fromkeys(ARMS, 1.0))
    return Analysis(
        started,
        units,
        ratio,
        primary,
        tuple(_result(definition, found, one) for one in definition.guardrails),
        known >= started.planned or age_days(started) >= definition.maximum_days,
        found.left_out,
        found.failed,
        found.counted,
    )


def _result(definition: Definition, found: Observations, metric: Metric) -> Result:
    rows, name = found.rows, metric.metric
    values = _pairs(rows, name) if definition.mode == "shadow" else _arms(rows, name)
    sizes = len(values[0]), len(values[1])
    if min(sizes) < 2:
        return Result(metric, sizes, None)
    adjusted, explained = _adjusted(definition, found, metric, values)
    if definition.test == "fixed":
        test = compare_pairs if definition.mode == "shadow" else compare
        return Result(metric, sizes, test(*adjusted, definition.alpha), explained)
    gaps = [gap for rows in _prefixes(rows, name) if (gap := _gap(definition, found, metric, rows)) is not None]
    looks = sequential.looks(gaps, mixture(definition, metric), definition.alpha)
    return Result(metric, sizes, sequential.last(looks), explained, tuple(looks))


def mixture(definition: Definition, metric: Metric) -> float:
    """Of the always-valid test: sharpest for effects of the size that matters."""
    return metric.margin if isinstance(metric, Guardrail) else definition.primary.effect


def _prefixes(rows: pd.DataFrame, name: str) -> list[pd.DataFrame]:
    """What was known at each look, evenly spread over the rows; rows are in the order in which they became known."""
    known = rows[rows[name].notna()]
    ends = np.unique(np.linspace(0, len(known), LOOKS + 1).astype(int))[1:]
    return [known.iloc[:end] for end in ends]


def _gap(definition: Definition, found: Observations, metric: Metric, rows: pd.DataFrame) -> Gap | None:
    if definition.mode == "shadow":
        pairs = _pairs(rows, metric.metric)
        return sequential.of_pairs(*_numbers(pairs)) if len(pairs[0]) else None
    arms = _arms(rows, metric.metric)
    if min(len(values) for values in arms) == 0:
        return None
    return sequential.of_arms(*_adjusted(definition, found, metric, arms)[0])


def _adjusted(
    definition: Definition, found: Observations, metric: Metric, values: tuple[pd.Series, pd.Series]
) -> tuple[Values, float]:
    if definition.covariate == "none" or metric is not definition.primary:
        return _numbers(values), 0.0
    known = covariates(values[0], found.before), covariates(values[1], found.before)
    first, second, explained = adjust(_numbers(values), known)
    return (first, second), explained


def _arms(rows: pd.DataFrame, name: str) -> tuple[pd.Series, pd.Series]:
    return unit_values(rows[rows["arm"] == CONTROL], name), unit_values(rows[rows["arm"] == TREATMENT], name)


def _pairs(rows: pd.DataFrame, name: str) -> tuple[pd.Series, pd.Series]:
    return unit_values(rows, name), unit_values(rows, f"{name}{BESIDE}")


def _numbers(values: tuple[pd.Series, pd.Series]) -> Values:
    return values[0].to_numpy(dtype=float), values[1].to_numpy(dtype=float)
