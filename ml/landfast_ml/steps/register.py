"""Registers the model as a new version, with everything one needs to know where it came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.models.aliases import Decision, place
from landfast_ml.models.lineage import lineage, step_logs
from landfast_ml.models.metrics import PRIMARY
from landfast_ml.models.model_card import model_card
from landfast_ml.models.published import publish
from landfast_ml.models.registry import CARD, CHAMPION, LINEAGE, METRIC, Registration, alias_for, connect
from landfast_ml.versions import code_version, revision


def run(
    job: Job, *, features: Path, model: Path, evaluation: Path, decision: Path, registration: Path
) -> dict[str, float]:
    """Register the model with evaluation, card and lineage; write `registration.json`. Needs a gate that was passed."""
    registry = connect(job)
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
    decided = json.loads(files["decision.json"])
    comparison = decided["comparison"]
    metrics = found["metrics"]
    tags = {
        "feature_version": stats["feature_version"],
        "data_snapshot": stats["data_snapshot"],
        "code_version": code_version(job.project),
        "revision": revision(job.root),
        **{f"{METRIC}{name}": f"{value:.6f}" for name, value in metrics.items()},
    }
    logs = step_logs(features, model, evaluation)
    files[LINEAGE] = json.dumps(lineage(job, stats, training, found, logs), indent=2)
    files[CARD] = model_card(job, stats, found, training, decided)
    version = registry.register(Registration(model, tags, metrics, files))
    statistics = json.loads(files["statistics.json"])
    publish(job, version, model, {**tags, "statistics": statistics["columns"]})
    champion = next((one for one in registry.versions() if CHAMPION in one.aliases), None)
    beats = alias_for(comparison, champion) == CHAMPION
    reason = _reason(comparison) if champion else "the first version"
    alias = place(registry, documents(job, "models"), version, beats, Decision("register", "pipeline", reason))
    document = {
        "model": job.project.model,
        "version": version,
        "alias": alias,
        "feature_version": tags["feature_version"],
    }
    text = json.dumps({**document, "metrics": metrics}, indent=2)
    (registration / "registration.json").write_text(text, encoding="utf-8")
    primary = PRIMARY[job.columns.task]
    return {"version": float(version), primary: metrics[primary]}


def _reason(comparison: Mapping[str, Any] | None) -> str:
    if comparison is None:
        return "can't be compared with the champion"
    return f"{comparison['verdict']['reason']}, against the champion, version {comparison['version']}, on the same rows"
