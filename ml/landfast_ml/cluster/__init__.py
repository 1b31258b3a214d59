"""Kubernetes manifests of the environment's GKE cluster: what is ours to say of the systems that live there."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, Literal

import yaml

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.project import Project

Manifest = dict[str, Any]
# File, relative to the system's folder -> its documents.
Files = Mapping[str, list[Manifest]]


def systems(project: Project) -> tuple[str, ...]:
    """Those that the environment's cluster may have for this project."""
    return tuple(
        name for name in ("kubeflow", "mlflow", "pachyderm") if name == "mlflow" or name in project.orchestrators
    )


def manifests(job: Job, system: str) -> dict[str, str]:
    """File -> text, of one of `systems`."""
    files: Callable[[Job], Files] = importlib.import_module(f"{__package__}.{system}").files
    return {name: text(documents) for name, documents in files(job).items()}


def text(documents: list[Manifest]) -> str:
    return "---\n".join(yaml.safe_dump(document, sort_keys=False, width=120) for document in documents)


def fact(job: Job, kind: Literal["accounts", "databases"], system: str) -> str:
    """A fact of the systems beside Vertex AI; ProjectError if the environment has none."""
    beside = job.environment.orchestration
    found = {"accounts": beside.accounts, "databases": beside.databases}[kind].get(system, "")
    if not found:
        raise ProjectError(f"environment {job.environment.environment} has no {system} (fact orchestration.{kind})")
    return found
