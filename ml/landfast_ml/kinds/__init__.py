"""The kinds of projects: what a run of each reads and needs, which settings and commands it has."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, Protocol, cast

from landfast_ml.contract.columns import Column, Task
from landfast_ml.contract.project import ProjectKind
from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.pipeline import Pipeline, Step
from landfast_ml.project import Project
from landfast_ml.settings.configuration import Keys

# The module that satisfies `Kind`.
KINDS: Mapping[ProjectKind, str] = {
    "tabular": "tabular",
    "batch-scoring": "batch_scoring",
    "forecasting": "forecasting",
}


class Kind(Protocol):
    """What each module of `KINDS` offers."""

    PIPELINE: Pipeline
    SETTINGS: Keys
    # What may be predicted.
    TASKS: tuple[Task, ...]

    def groups(self, project: Project) -> tuple[str, ...]:
        """Modules of `landfast_ml.commands`, in the order of `--help`."""

    def columns_read(self, job: Job) -> tuple[Column, ...]:
        """The columns that the raw table must have."""

    def made_of(self, job: Job) -> list[Any]:
        """Another one of these, and no step is up to date."""

    def stands(self, job: Job, step: Step) -> bool:
        """Whether what the step did outside its folder is still there."""

    def check_needs(self, job: Job) -> None:
        """ProjectError now, not after an hour, if the cloud has no place for what comes out."""


def kind_of(project: Project) -> Kind:
    """UsageError if the library has no such kind: it is older than the project."""
    name = next((kind for kind in KINDS if kind == project.blueprint), None)
    if name is None:
        known = ", ".join(KINDS)
        raise UsageError(f"pyproject.toml: tool.landfast-ml.blueprint: no kind {project.blueprint}, there are: {known}")
    return cast(Kind, importlib.import_module(f"landfast_ml.kinds.{KINDS[name]}"))
