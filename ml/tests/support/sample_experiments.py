"""Versions that are published, an experiment of two of them, and its traffic."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from memory_registry import MemoryRegistry

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.experiments import state
from landfast_ml.experiments.assignment import assign
from landfast_ml.experiments.definition import CONTROL, TREATMENT, Definition
from landfast_ml.experiments.outcomes import record_outcomes
from landfast_ml.models import published
from landfast_ml.models.aliases import Decision, place
from landfast_ml.models.registry import Registration
from landfast_ml.predictions.log import record_log

BASE: dict[str, Any] = {
    "hypothesis": "the treatment is right more often",
    "primary": {"metric": "accuracy", "effect": 0.1},
    "guardrails": [{"metric": "log_loss", "margin": 0.1}],
    "ramp": [5, 50],
    "units_per_day": 100,
}


def begin(job: Job, units: int = 200, share: float = 50, **changes: Any) -> state.Started:
    """As `state.start`, with a salt that is the same in every run."""
    definition = Definition.model_validate({**BASE, **changes})
    event = {
        "event": "start",
        "definition": definition.model_dump(mode="json"),
        "versions": {CONTROL: "1", TREATMENT: "2"},
        "salt": "unit",
        "share": share,
        "plan": {"units_an_arm": units},
    }
    return state.add(documents(job, "models"), "unit", event)


def traffic(job: Job, started: state.Started, shares: dict[str, float], units: int, seed: int = 1) -> None:
    """Records of so many subjects, one request each; `shares` of each arm's predictions come true."""
    random = np.random.default_rng(seed)
    shadow = started.definition.mode == "shadow"
    records, outcomes = [], {}
    for number in range(units):
        unit = f"{seed:04d}{number:028d}"
        arm = assign(started.salt, started.share, unit)
        hits = {name: random.random() < share for name, share in shares.items()}
        answers = {
            name: {"prediction": "yes" if hit else "no", "probability": 0.9 if hit else 0.3}
            for name, hit in hits.items()
        }
        shown = CONTROL if shadow else arm or CONTROL
        record: dict[str, Any] = {
            "id": f"{seed}-{number}",
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "unit": unit,
            "version": started.versions[shown],
            "experiment": started.name,
            "arm": arm,
            "latency_ms": 5.0,
            "prediction": answers[shown],
        }
        if shadow:
            record["shadow"] = {"version": "2", "prediction": answers[TREATMENT], "latency_ms": 5.0}
        records.append(record)
        outcomes[record["id"]] = "yes"
    record_log(job, "predictions").append(records)
    record_outcomes(job, outcomes)


def publish(job: Job, model: Path, versions: int) -> None:
    registry, kept = MemoryRegistry(), documents(job, "models")
    for _ in range(versions):
        version = registry.register(Registration(model, {}, {}, {}))
        published.publish(job, version, model)
        place(registry, kept, version, False, Decision("register", "pipeline", ""))
