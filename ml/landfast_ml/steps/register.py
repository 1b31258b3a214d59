"""Registers the model as a new version, with everything one needs to know where it came from."""

from __future__ import annotations

import json
from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.models.lineage import lineage, step_logs
from landfast_ml.models.metrics import PRIMARY
from landfast_ml.models.model_card import model_card
from landfast_ml.models.registering import document, register_version, tags_of
from landfast_ml.models.registry import CARD, LINEAGE, Registration


def ready() -> None:
    """The registry here, with what it keeps a model by."""
    from landfast_ml.models.mlflow_registry import quiet_mlflow

    _ = quiet_mlflow().sklearn.log_model


def run(
    job: Job, *, features: Path, model: Path, evaluation: Path, decision: Path, registration: Path
) -> dict[str, float]:
    """Register the model with evaluation, card and lineage; write `registration.json`. Needs a gate that was passed."""
    files = {
        path.name: path.read_text(encoding="utf-8")
        for path in (
            evaluation / "evaluation.json",
            decision / "decision.json",
            model / "training.json",
            model / "trials.json",
            features / "version.json",
            features / "statistics.json",
        )
    }
    stats, found, training = (json.loads(files[f"{name}.json"]) for name in ("version", "evaluation", "training"))
    decided, statistics = (json.loads(files[f"{name}.json"]) for name in ("decision", "statistics"))
    metrics = found["metrics"]
    tags = tags_of(job, stats, metrics)
    logs = step_logs(features, model, evaluation)
    files[LINEAGE] = json.dumps(lineage(job, stats, training, found, logs), indent=2)
    files[CARD] = model_card(job, stats, found, training, decided)
    made = Registration(model, tags, metrics, files)
    registered = register_version(job, made, decided["comparison"], {"statistics": statistics["columns"]})
    text = json.dumps(document(job, registered, tags, metrics), indent=2)
    (registration / "registration.json").write_text(text, encoding="utf-8")
    primary = PRIMARY[job.columns.task]
    return {"version": float(registered.version), primary: metrics[primary]}
