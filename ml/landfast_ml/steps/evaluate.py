"""Measures the model on subjects that it has never seen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.features.tables import read_part
from landfast_ml.features.targets import encoded
from landfast_ml.models.bootstrap import Bootstrap
from landfast_ml.models.metrics import PRIMARY, Multiclass, calibration, measure_of
from landfast_ml.models.predictor import read_predictor
from landfast_ml.models.quality import quality, quality_notes
from landfast_ml.statistics.comparison import wilson

SMALL = 1_000
# A group of fewer rows says more about its members than about the model.
SMALLEST_GROUP = 30


def run(job: Job, *, features: Path, model: Path, evaluation: Path) -> dict[str, float]:
    """Write `evaluation.json`: metrics, their confidence intervals, calibration, importance, faults, what can be told
    of who was learned from, and what to keep in mind."""
    _check_groups(job)
    settings, columns = job.settings.evaluate, job.columns
    predictor = read_predictor(model, job.project.model, "candidate")
    rows = read_part(features, "test", columns)
    target, scores = encoded(rows, columns, predictor.classes), predictor.score(rows)
    measure = measure_of(columns.task, target, scores, predictor.threshold)
    bootstrap = Bootstrap(rows[columns.subject], settings.resamples, settings.confidence, job.settings.train.seed)
    metrics = measure(np.ones(len(rows)))
    bounds = bootstrap.intervals(measure) | certain(metrics, target, rows[columns.subject], 1 - settings.confidence)
    document: dict[str, Any] = {
        "task": columns.task,
        "metrics": metrics,
        "intervals": bounds,
        "confidence": settings.confidence,
        "resamples": bootstrap.draws,
        "calibration": calibration(columns.task, target, scores),
        "classes": _classes(measure, predictor.classes, len(rows)),
        "groups": {
            name: _groups(rows[name].to_numpy(), columns.task, target, scores, predictor.threshold)
            for name in settings.groups
        },
        "rows": len(rows),
        "subjects": int(rows[columns.subject].nunique()),
        "units": columns.units,
    }
    train = read_part(features, "train", columns)
    training = json.loads((model / "training.json").read_text(encoding="utf-8"))
    document |= quality(predictor, columns, train, rows, training["base"])
    shared = len(set(train[columns.subject]) & set(rows[columns.subject]))
    if columns.timestamp and training["split"] == "subject":
        document["unused_time"] = columns.timestamp
    document["notes"] = [*_notes(document), *training["leaks"], *quality_notes(document, shared)]
    (evaluation / "evaluation.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    primary = PRIMARY[columns.task]
    return {**metrics, f"{primary}_low": bounds[primary][0], f"{primary}_high": bounds[primary][1]}


def certain(
    metrics: Mapping[str, float], target: np.ndarray, subjects: pd.Series, alpha: float
) -> dict[str, tuple[float, float]]:
    """Intervals of shares that are 0 or 1: no resample has another, but that none of 20 failed doesn't say none will.

    Wilson's, of as many subjects as the share is of.
    """
    of = {"accuracy": np.ones(len(target), dtype=bool), "sensitivity": target == 1, "specificity": target == 0}
    found = {}
    for name, chosen in of.items():
        if metrics.get(name) in (0.0, 1.0):
            count = int(subjects[chosen].nunique())
            low, high = wilson(round(metrics[name] * count), count, alpha)
            found[name] = (max(low, 0.0), min(high, 1.0))
    return found


def _check_groups(job: Job) -> None:
    groups = {c.name for c in job.columns.all if c.role == "feature" and c.type in {"category", "boolean"}}
    unknown = [name for name in job.settings.evaluate.groups if name not in groups]
    if unknown:
        known = ", ".join(sorted(groups)) or "none"
        raise UsageError(
            f"settings.toml: evaluate.groups: {', '.join(unknown)}: no category or boolean, known: {known}"
        )


def _classes(measure: Any, classes: tuple[str, ...], rows: int) -> dict[str, dict[str, float]]:
    """Of a multiclass task: each class against the others."""
    if not isinstance(measure, Multiclass):
        return {}
    return dict(zip(classes, measure.per_class(np.ones(rows)), strict=True))


def _groups(
    values: np.ndarray, task: str, target: np.ndarray, scores: np.ndarray, threshold: float
) -> dict[str, dict[str, float]]:
    """The metrics of the rows of each value: whether the model is as good for all."""
    found = {}
    for value in sorted({str(value) for value in values}):
        chosen = values.astype(str) == value
        count = int(chosen.sum())
        if count >= SMALLEST_GROUP:
            metrics = measure_of(task, target[chosen], scores[chosen], threshold)(np.ones(count))
            found[value] = {"rows": count, **{name: one for name, one in metrics.items() if not np.isnan(one)}}
    return found


def _notes(document: dict[str, Any]) -> list[str]:
    notes = []
    if document["rows"] < SMALL:
        of = "" if document["units"] == "rows" else f" of {document['subjects']} subjects"
        held_out = f"{document['rows']} rows{of}"
        notes.append(f"only {held_out} are held out: go by the intervals, not by the point values")
    if document.get("unused_time"):
        newest = 'features.split = "time" in settings.toml measures it on the newest rows instead'
        notes.append(
            f"{document['units']} were held out, of all times alike, although there is {document['unused_time']}: "
            f"{newest}"
        )
    rare = [label for label, one in document["classes"].items() if one["rows"] < SMALLEST_GROUP]
    if rare:
        notes.append(f"fewer than {SMALLEST_GROUP} held-out rows are of class {', '.join(rare)}: little is known of it")
    return notes
