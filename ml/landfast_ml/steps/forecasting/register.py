"""Registers the forecaster as a new version, with everything one needs to know where it came from."""

from __future__ import annotations

import json
from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.forecasting.card import forecast_card
from landfast_ml.models.lineage import lineage, step_logs
from landfast_ml.models.metrics import PRIMARY
from landfast_ml.models.registering import document, register_version, tags_of
from landfast_ml.models.registry import CARD, LINEAGE, Registration


def run(
    job: Job, *, snapshot: Path, evaluation: Path, decision: Path, model: Path, registration: Path
) -> dict[str, float]:
    """Register it with evaluation, card and lineage; write `registration.json`. Needs a gate that was passed."""
    paths = (
        snapshot / "snapshot.json",
        evaluation / "evaluation.json",
        decision / "decision.json",
        model / "training.json",
    )
    files = {path.name: path.read_text(encoding="utf-8") for path in paths}
    facts, found, decided, training = (json.loads(text) for text in files.values())
    metrics = found["metrics"]
    tags = tags_of(job, facts, metrics)
    logs = step_logs(snapshot, evaluation, decision, model)
    files[LINEAGE] = json.dumps(lineage(job, facts, training, found, logs), indent=2)
    files[CARD] = forecast_card(job, facts, found, training, decided)
    made = Registration(model, tags, metrics, files, estimator=False)
    registered = register_version(job, made, decided["comparison"], {})
    text = json.dumps(document(job, registered, tags, metrics), indent=2)
    (registration / "registration.json").write_text(text, encoding="utf-8")
    primary = PRIMARY[job.columns.task]
    return {"version": float(registered.version), primary: metrics[primary]}
