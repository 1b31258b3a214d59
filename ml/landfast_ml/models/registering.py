"""A new version, whatever kind of model it is: registered, published, and given its place beside the champion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.models.aliases import Decision, place
from landfast_ml.models.published import publish
from landfast_ml.models.registry import CHAMPION, METRIC, Registration, alias_for, connect
from landfast_ml.versions import code_version, revision

Comparison = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Registered:
    """A version, and the alias that it was given."""

    version: str
    alias: str


def tags_of(job: Job, facts: Mapping[str, Any], metrics: Mapping[str, float]) -> dict[str, str]:
    """What a version is known by; `facts` name the features and the data that it was made of."""
    return {
        "feature_version": facts["feature_version"],
        "data_snapshot": facts["data_snapshot"],
        "code_version": code_version(job.project),
        "revision": revision(job.root),
        **{f"{METRIC}{name}": f"{value:.6f}" for name, value in metrics.items()},
    }


def register_version(
    job: Job, registration: Registration, comparison: Comparison | None, published: Mapping[str, Any]
) -> Registered:
    """`comparison` is what the gate wrote, None without one; `published` is kept beside what a prediction needs."""
    registry = connect(job)
    version = registry.register(registration)
    publish(job, version, registration.folder, {**registration.tags, **published})
    champion = next((one for one in registry.versions() if CHAMPION in one.aliases), None)
    beats = alias_for(comparison, champion) == CHAMPION
    reason = _reason(comparison) if champion else "the first version"
    alias = place(registry, documents(job, "models"), version, beats, Decision("register", "pipeline", reason))
    return Registered(version, alias)


def document(job: Job, registered: Registered, tags: Mapping[str, str], metrics: Mapping[str, float]) -> dict[str, Any]:
    """What a run's result says of it."""
    return {
        "model": job.project.model,
        "version": registered.version,
        "alias": registered.alias,
        "feature_version": tags["feature_version"],
        "metrics": dict(metrics),
    }


def _reason(comparison: Comparison | None) -> str:
    if comparison is None:
        return "can't be compared with the champion"
    return f"{comparison['verdict']['reason']}, against the champion, version {comparison['version']}, on the same rows"
