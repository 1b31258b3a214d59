"""The lineage of a version: one record, kept beside the model, of all that it was made of."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from landfast_ml.environment import Job
from landfast_ml.versions import code_version, revision

Record = dict[str, Any]
# What a lineage holds of an evaluation; all of it stands beside.
EVALUATION = ("metrics", "intervals", "rows", "subjects", "membership", "importance", "origins", "season", "naive")


def step_logs(*folders: Path) -> dict[str, str]:
    """What the steps that wrote these folders printed, by the step's name; a local run keeps it beside the folder."""
    found = {}
    for folder in folders:
        log = folder.parent / "log.txt"
        if log.is_file():
            found[folder.parent.name.rsplit("-", 1)[0]] = log.read_text(encoding="utf-8")
    return found


def lineage(
    job: Job,
    features: Mapping[str, Any],
    training: Mapping[str, Any],
    evaluation: Mapping[str, Any],
    logs: Mapping[str, str],
) -> Record:
    """Of what the steps wrote: `version.json`, `training.json`, `evaluation.json`.

    `logs` are the steps' own, by the step's name. Who approved it stands in the record of promotions: that goes on.
    """
    return {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "data": {"snapshot": features["data_snapshot"], "rows": features["rows"]},
        "features": {"version": features["feature_version"], "table": job.columns.table},
        "code": {"version": code_version(job.project), "revision": revision(job.root)},
        "configuration": asdict(job.settings),
        # The image that made it, as the orchestrator names it; empty where no image did.
        "image": os.environ.get("PIPELINE_IMAGE", ""),
        "environment": job.environment.environment,
        "training": dict(training),
        "evaluation": {name: evaluation[name] for name in EVALUATION if name in evaluation},
        "logs": dict(logs),
    }
