"""The quality gate: a model that misses a limit, or falls behind the champion, is not registered, and the run fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.features.tables import read_part
from landfast_ml.features.targets import encoded
from landfast_ml.models import registry
from landfast_ml.models.bootstrap import Bootstrap
from landfast_ml.models.limits import parse_limits
from landfast_ml.models.metrics import PRIMARY, measure_of
from landfast_ml.models.predictor import Predictor, load_predictor, read_predictor
from landfast_ml.models.published import names


def run(job: Job, *, features: Path, model: Path, evaluation: Path, decision: Path) -> dict[str, float]:
    """Write `decision.json`; ProjectError names every limit that is missed."""
    limits = parse_limits(job.settings.gate.limits, job.columns.task)
    found = json.loads((evaluation / "evaluation.json").read_text(encoding="utf-8"))
    missed = [miss for limit in limits if (miss := limit.miss(found))]
    comparison = compared(job, features, read_predictor(model, job.project.model, "candidate"))
    margin = job.settings.gate.champion_margin
    if comparison and comparison["gain"] < -margin:
        missed.append(
            f"{comparison['metric']} is {-comparison['gain']:.4f} below the champion's (version "
            f"{comparison['version']}, {comparison['champion']:.4f} on the same rows), {margin:g} are allowed"
        )
    if missed:
        raise ProjectError("the model is not good enough to be registered: " + "; ".join(missed))
    document = {"passed": True, "limits": job.settings.gate.limits, "comparison": comparison}
    (decision / "decision.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    return {"passed": 1.0, **({"gain": comparison["gain"]} if comparison else {})}


def compared(job: Job, features: Path, candidate: Predictor) -> dict[str, Any] | None:
    """Candidate and champion on the same held-out rows; None if no champion of this target can be asked about them.

    Who is held out goes by a hash of the subject: the champion has not seen these rows if it held out as many.
    """
    champion = _champion(job)
    if champion is None or (champion.target, champion.classes) != (candidate.target, candidate.classes):
        return None
    if champion.test_share < candidate.test_share:
        return None
    columns, settings = job.columns, job.settings.evaluate
    rows = read_part(features, "test", columns)
    # A champion that needs a column which is no longer declared can't be asked any more.
    if not {column.name for column in champion.inputs} <= set(rows):
        return None
    target, metric = encoded(rows, columns, candidate.classes), PRIMARY[columns.task]
    ours, theirs = (measure_of(columns.task, target, one.score(rows), one.threshold) for one in (candidate, champion))
    bootstrap = Bootstrap(rows[columns.subject], settings.resamples, settings.confidence, job.settings.train.seed)
    mine, other = (measure(np.ones(len(rows)))[metric] for measure in (ours, theirs))
    return {
        "version": champion.version,
        "metric": metric,
        "candidate": mine,
        "champion": other,
        "gain": mine - other,
        "interval": bootstrap.gain(ours, theirs, metric),
        "confidence": settings.confidence,
    }


def _champion(job: Job) -> Predictor | None:
    return load_predictor(job) if registry.CHAMPION in names(documents(job, "models")) else None
