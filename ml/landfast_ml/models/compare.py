"""Two versions side by side: what they were made of, and a paired test of both on subjects that neither has seen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from landfast_ml.environment import Job
from landfast_ml.features.targets import positive_class
from landfast_ml.models.held_out import HeldOut, held_out, measured, predictions
from landfast_ml.models.measures import same
from landfast_ml.models.predictor import Predictor, load_predictor
from landfast_ml.models.registry import LINEAGE, Registry, Version
from landfast_ml.statistics.comparison import Difference
from landfast_ml.statistics.paired import Discordance, auc_difference, by_subject, mcnemar

LOSSES = {"binary": ("accuracy", "brier"), "multiclass": ("accuracy", "log_loss"), "regression": ("absolute_error",)}
# What two versions can differ in, as places in their lineage.
PLACES = ("data.snapshot", "features.version", "code.version", "code.revision", "image", "configuration")


@dataclass(frozen=True, slots=True)
class Paired:
    """The same held-out rows, answered by both. `notes`: what to keep in mind."""

    rows: int
    subjects: int
    units: str
    differences: dict[str, Difference]
    discordance: Discordance | None
    notes: tuple[str, ...]


def changes(registry: Registry, first: Version, second: Version) -> dict[str, tuple[Any, Any]]:
    """Place in the lineage -> what it is of each, where they differ."""
    records = [json.loads(registry.text(one.version, LINEAGE) or "{}") for one in (first, second)]
    flat = [_flat(record) for record in records]
    names = [name for name in sorted({*flat[0], *flat[1]}) if name.startswith(PLACES)]
    return {name: (flat[0].get(name), flat[1].get(name)) for name in names if flat[0].get(name) != flat[1].get(name)}


def paired(job: Job, first: str, second: str, alpha: float) -> Paired:
    """Both versions on the held-out rows of the newest snapshot here. ProjectError if there is none."""
    rows = held_out(job)
    predictors = [load_predictor(job, version) for version in (first, second)]
    answers = [predictions(one, rows.instances) for one in predictors]
    differences = {
        metric: by_subject(
            _measured(job, metric, answers[0], rows), _measured(job, metric, answers[1], rows), rows.subjects, alpha
        )
        for metric in LOSSES[job.columns.task]
    }
    discordance = None
    if job.columns.task == "binary":
        positive = np.array([same(outcome, positive_class(job.columns)) for outcome in rows.outcomes])
        scores = [np.array([answer["probability"] for answer in one]) for one in answers]
        differences["roc_auc"] = auc_difference(positive, scores[0], scores[1], rows.subjects, alpha)
    if job.columns.task != "regression":
        hits = [_measured(job, "accuracy", one, rows) == 1 for one in answers]
        discordance = mcnemar(hits[0], hits[1], rows.subjects)
    subjects = len(np.unique(rows.subjects))
    notes = [*_seen(job, predictors), *_notes(job.columns.units, subjects, len(differences))]
    return Paired(len(rows), subjects, job.columns.units, differences, discordance, tuple(notes))


def _measured(job: Job, metric: str, answers: Sequence[dict[str, Any]], rows: HeldOut) -> np.ndarray:
    return measured(metric, answers, rows.outcomes, positive_class(job.columns))


def _seen(job: Job, predictors: Sequence[Predictor]) -> Iterator[str]:
    """Versions that may have learned from the rows that are held out now: it favours them."""
    split = job.settings.features.split
    for one in predictors:
        if one.split != split:
            held = f"held out rows by {one.split}, not by {split}"
            yield f"version {one.version} {held}: it has learned from some of these"
        elif one.test_share < job.settings.features.test_share:
            yield f"version {one.version} held out fewer rows: it has learned from some of these"


def _notes(units: str, subjects: int, metrics: int) -> list[str]:
    notes = [] if units == "rows" else ["rows of one subject are not independent: all tests count subjects"]
    if subjects < 300:
        notes.append(f"{subjects} {units} are few: an interval around 0 is no proof that the versions are equal")
    if metrics > 1:
        notes.append("several metrics are tested: one p-value just below 0.05 among them is no discovery")
    return notes


def _flat(record: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = value
    return found
