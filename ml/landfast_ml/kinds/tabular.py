"""Projects that train a model from a table and register it."""

from __future__ import annotations

from typing import Any

from landfast_ml.contract.columns import Column, Task
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.models import registry
from landfast_ml.pipeline import Pipeline, Step
from landfast_ml.privacy.pseudonyms import key_id, pseudonym_key
from landfast_ml.project import Project
from landfast_ml.settings.configuration import Keys
from landfast_ml.settings.tables import Data
from landfast_ml.versions import code_version, data_snapshot

_STEPS = (
    # Reads the raw bucket, which no orchestrator sees as an input: never taken from a cache of the cloud's.
    Step(
        name="ingest",
        summary="check the raw table, pseudonymise it, keep a snapshot",
        inputs=(),
        output="snapshot",
        settings=("data",),
        cpus=1,
        memory_gb=4,
        pure=False,
    ),
    Step(
        name="features",
        summary="make the features, split by subject",
        inputs=("snapshot",),
        output="features",
        settings=("features",),
        cpus=2,
        memory_gb=8,
    ),
    Step(
        name="train",
        summary="train the model",
        inputs=("features",),
        output="model",
        settings=("train", "search", "decision", "data"),
        cpus=2,
        memory_gb=8,
        tracked=True,
    ),
    Step(
        name="evaluate",
        summary="measure it on held-out subjects",
        inputs=("features", "model"),
        output="evaluation",
        settings=("evaluate", "train"),
        cpus=1,
        memory_gb=4,
    ),
    Step(
        name="gate",
        summary="refuse it if it misses a limit or falls behind the champion",
        inputs=("features", "model", "evaluation"),
        output="decision",
        settings=("gate", "evaluate", "train"),
        cpus=1,
        memory_gb=4,
        pure=False,
    ),
    Step(
        name="register",
        summary="register it with its lineage",
        inputs=("features", "model", "evaluation", "decision"),
        output="registration",
        settings=(),
        cpus=1,
        memory_gb=4,
        pure=False,
        tracked=True,
    ),
)
_MONITOR = Step(
    name="monitor",
    summary="look at data, drift and quality, and raise alarms",
    inputs=(),
    output="look",
    settings=("monitoring",),
    cpus=2,
    memory_gb=8,
    pure=False,
)
PIPELINE = Pipeline(
    summary="From a raw table to a registered model.",
    schedule="training",
    steps=_STEPS,
    apart={"monitoring": _MONITOR},
)
TASKS: tuple[Task, ...] = ("binary", "multiclass", "regression")
SETTINGS: Keys = {
    "tracking": None,
    "data": tuple(name for name in Data.__dataclass_fields__ if name != "maximum_refused_share"),
    "features": None,
    "train": None,
    "search": None,
    "decision": None,
    "evaluate": None,
    "gate": None,
    "monitoring": None,
    "schedule": ("training", "monitoring"),
}


def groups(project: Project) -> tuple[str, ...]:
    """Modules of commands, in the order of `--help`."""
    always = ("status", "pipeline", "data", "features", "models", "experiments", "serve", "monitor", "subjects")
    cloud = ("release", "images") if project.orchestrators else ()
    cluster = ("cluster",) if {"kubeflow", "pachyderm"} & set(project.orchestrators) else ()
    return (*always, "retention", *cloud, *cluster, "room", "step")


def columns_read(job: Job) -> tuple[Column, ...]:
    """The columns that the raw table must have."""
    return job.columns.raw


def made_of(job: Job) -> list[Any]:
    """Another one of these, and no step is up to date."""
    return [data_snapshot(job), key_id(pseudonym_key(job)), job.columns.definition(), code_version(job.project)]


def stands(job: Job, step: Step) -> bool:
    """Whether what the step did outside its folder is still there: a registration without its registry is void."""
    return step.output != "registration" or registry.store_exists(job)


def check_needs(job: Job) -> None:
    """ProjectError now, not after an hour of training, if there is nowhere to register the model."""
    if job.settings.tracking.cloud == "mlflow" and not job.environment.tracking_uri:
        name = job.environment.environment
        raise ProjectError(f"environment {name} has no tracking server to register models in (fact tracking_uri)")
