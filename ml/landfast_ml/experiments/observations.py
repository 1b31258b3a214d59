"""Predictions of an experiment joined with what came true; and one value a unit, which is what tests compare.

Rows of one subject are not independent, so every statistic is of units: the mean of a subject's rows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from landfast_ml.environment import Job
from landfast_ml.experiments.definition import CONTROL, TREATMENT, Definition
from landfast_ml.experiments.outcomes import known_outcomes
from landfast_ml.experiments.state import Started
from landfast_ml.features.targets import positive_class
from landfast_ml.models.measures import MEASURES, observed
from landfast_ml.predictions.log import record_log
from landfast_ml.privacy.exclusions import excluded

# As far back as CUPED looks.
BEFORE_DAYS = 28
BESIDE = " of treatment"


@dataclass(frozen=True, slots=True)
class Observations:
    """`rows`: unit, arm, at (when it was known) and a column for each metric, NaN where the outcome is not known yet.

    In shadow mode a second column for each metric is the treatment's, of the same rows. `before`: each unit's mean of
    the primary metric before the experiment. `left_out`: rows of subjects who are excluded; `failed`: answers that the
    treatment owed; `counted`: what a unit is, in the plural.
    """

    rows: pd.DataFrame
    before: pd.Series
    left_out: int
    failed: int
    counted: str

    @property
    def units(self) -> dict[str, int]:
        """Subjects in each arm, whether their outcome is known or not."""
        counts = self.rows.groupby("arm")["unit"].nunique() if len(self.rows) else {}
        return {arm: int(counts.get(arm, 0)) for arm in (CONTROL, TREATMENT)}


def observations(job: Job, started: Started) -> Observations:
    """All that is known of an experiment."""
    known = known_outcomes(job, started.started)
    hidden, rows, left_out, failed = excluded(job), [], 0, 0
    metrics = _metrics(started.definition)
    for record in record_log(job, "predictions").read(started.started, started.name):
        if record["unit"] in hidden:
            left_out += 1
            continue
        failed += bool(record.get("failed"))
        if started.definition.mode == "shadow" and "shadow" not in record:
            continue
        rows.append(_row(record, known.get(record["id"]), metrics, positive_class(job.columns)))
    table = pd.DataFrame(rows, columns=["unit", "arm", "at", *metrics, *(f"{name}{BESIDE}" for name in metrics)])
    table = table.sort_values("at", ignore_index=True)
    return Observations(table, _before(job, started), left_out, failed, job.columns.units)


def unit_values(rows: pd.DataFrame, metric: str) -> pd.Series:
    """The mean of each unit's rows, of those units whose outcome is known."""
    return rows[["unit", metric]].dropna().groupby("unit", sort=False)[metric].mean()


def _metrics(definition: Definition) -> list[str]:
    return [one.metric for one in (definition.primary, *definition.guardrails)]


def _row(record: Mapping[str, Any], outcome: Mapping[str, Any] | None, metrics: list[str], positive: str) -> list[Any]:
    at = record["time"] if outcome is None else max(record["time"], outcome["time"])
    true = None if outcome is None else outcome["outcome"]
    found = _values(record["prediction"], record["latency_ms"], true, metrics, positive)
    shadow = record.get("shadow")
    beside = [math.nan] * len(metrics)
    if shadow is not None:
        beside = _values(shadow["prediction"], shadow["latency_ms"], true, metrics, positive)
    return [record["unit"], record["arm"], at, *found, *beside]


def _values(
    prediction: Mapping[str, Any], latency_ms: float, outcome: Any, metrics: list[str], positive: str
) -> list[float]:
    one = observed(prediction, latency_ms, outcome, positive)
    unknown = outcome is None
    return [math.nan if unknown and MEASURES[name].outcome else MEASURES[name].value(one) for name in metrics]


def _before(job: Job, started: Started) -> pd.Series:
    """Each unit's mean of the primary metric in the weeks before the start; empty if nothing is to be adjusted."""
    if started.definition.covariate == "none":
        return pd.Series(dtype=float)
    since = started.started - timedelta(days=BEFORE_DAYS)
    metric, hidden = started.definition.primary.metric, excluded(job)
    # What came true after the start may depend on the arm.
    limit = started.started.astimezone(UTC).isoformat(timespec="milliseconds")
    known = {name: one for name, one in known_outcomes(job, since).items() if one["time"] < limit}
    rows = []
    for record in record_log(job, "predictions").read(since):
        outcome = known.get(record["id"])
        if record["time"] < limit and outcome is not None and record["unit"] and record["unit"] not in hidden:
            values = _values(
                record["prediction"], record["latency_ms"], outcome["outcome"], [metric], positive_class(job.columns)
            )
            rows.append((record["unit"], values[0]))
    return unit_values(pd.DataFrame(rows, columns=["unit", metric]), metric)


def covariates(values: pd.Series, before: pd.Series) -> np.ndarray:
    """Of these units, NaN where nothing is known from before."""
    found: np.ndarray = before.reindex(values.index).to_numpy(dtype=float)
    return found


def age_days(started: Started) -> float:
    """Since the start."""
    return (datetime.now(UTC) - started.started).total_seconds() / 86_400
