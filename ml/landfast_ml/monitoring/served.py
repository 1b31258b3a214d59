"""What was asked of the champion lately: its inputs as statistics, and how right it was where the outcome is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from landfast_ml.environment import Job
from landfast_ml.features.parsing import parse, text_of
from landfast_ml.features.statistics import Statistic, Statistics, describe, edges_of, merged
from landfast_ml.features.targets import encoded, spoken, spoken_outcomes
from landfast_ml.models.bootstrap import Bootstrap
from landfast_ml.models.metrics import PRIMARY, measure_of
from landfast_ml.models.predictor import Predictor
from landfast_ml.monitoring.found import Quality
from landfast_ml.predictions.log import record_log

Record = Mapping[str, Any]
# As many rows are described at a time.
BATCH = 10_000


def recent(job: Job, version: str, days: float) -> list[Record]:
    """The champion's answers of the last days."""
    since = datetime.now(UTC) - timedelta(days=days)
    return [record for record in record_log(job, "predictions").read(since) if record.get("version") == version]


def described(records: Sequence[Record], predictor: Predictor, baseline: Statistics) -> dict[str, Statistic]:
    """Of the inputs, in the baseline's bins."""
    names = [column.name for column in predictor.inputs]
    features = [name for name in predictor.transformation.columns.features if name in baseline]
    columns, edges = predictor.transformation.columns, edges_of(baseline)
    parts = []
    for start in range(0, len(records), BATCH):
        rows = [[text_of(one["features"].get(name)) for name in names] for one in records[start : start + BATCH]]
        values = predictor.parse(pd.DataFrame(rows, columns=names, dtype=str)).values
        described_ = describe(values, columns, edges)
        parts.append({name: described_[name] for name in features})
    return merged(parts)


def quality(job: Job, predictor: Predictor, records: Sequence[Record], evaluation: Mapping[str, Any]) -> Quality | None:
    """None where too few outcomes are known, or those that are don't tell."""
    days = job.settings.monitoring.window_days
    since = datetime.now(UTC) - timedelta(days=days)
    told = {one["id"]: one["outcome"] for one in record_log(job, "outcomes").read(since)}
    outcomes = _learnable(predictor, told)
    known = [record for record in records if record["id"] in outcomes]
    if len(known) < job.settings.monitoring.minimum_rows:
        return None
    target, scores = _answers(predictor, known, outcomes)
    metric = PRIMARY[predictor.task]
    measure = measure_of(predictor.task, target, scores, predictor.threshold)
    settings = job.settings.evaluate
    units = pd.Series([str(one.get("unit") or one["id"]) for one in known])
    low, high = Bootstrap(units, settings.resamples, settings.confidence, 0).intervals(measure)[metric]
    value = measure(np.ones(len(known)))[metric]
    if np.isnan(value) or np.isnan(high):
        return None
    return Quality(metric, len(known), value, low, high, float(evaluation["intervals"][metric][0]))


def _learnable(predictor: Predictor, told: Mapping[str, Any]) -> dict[str, Any]:
    """Those that the target's column can hold, of a class that the model knows."""
    columns = predictor.transformation.columns
    said, _ = spoken_outcomes(columns, list(told.values()))
    classes = {spoken(name, columns.column(columns.target)) for name in predictor.classes}
    pairs = zip(told, said, strict=True)
    return {one: outcome for one, outcome in pairs if outcome is not None and (not classes or outcome in classes)}


def _answers(
    predictor: Predictor, records: Sequence[Record], outcomes: Mapping[str, Any]
) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes as a model learns them, and scores as it gives them."""
    columns = predictor.transformation.columns
    target = columns.column(columns.target)
    texts = pd.DataFrame({target.name: [text_of(outcomes[one["id"]]) for one in records]}, dtype=str)
    truth = encoded(parse(texts, [target]).values, columns, list(predictor.classes))
    return truth, np.asarray(list(_scores(predictor, records)))


def _scores(predictor: Predictor, records: Iterable[Record]) -> Iterable[Any]:
    for record in records:
        said = record["prediction"]
        if predictor.task == "binary":
            yield said["probability"]
        elif predictor.task == "multiclass":
            yield [said["probabilities"][name] for name in predictor.classes]
        else:
            yield said["prediction"]


def registered(text: str | None) -> dict[str, Any]:
    """A JSON file that is kept beside a version; {} if it has none."""
    document: dict[str, Any] = json.loads(text) if text else {}
    return document
