"""Projects that score a table on schedule with a model that another project has registered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from landfast_ml.batches.delivery import delivered
from landfast_ml.contract.columns import Column, Columns, Task
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.models import published
from landfast_ml.pipeline import Pipeline, Step
from landfast_ml.privacy.pseudonyms import key_id, pseudonym_key
from landfast_ml.project import Project
from landfast_ml.settings.configuration import Keys
from landfast_ml.versions import code_version, data_snapshot

_STEPS = (
    # Reads the raw bucket and asks who is champion, which no orchestrator sees as an input.
    Step(
        name="select",
        summary="check the table against the model's contract, pseudonymise it, keep a snapshot",
        inputs=(),
        output="snapshot",
        settings=("model", "data", "monitoring"),
        cpus=1,
        memory_gb=4,
        pure=False,
    ),
    Step(
        name="score",
        summary="predict every row",
        inputs=("snapshot",),
        output="scores",
        settings=(),
        cpus=2,
        memory_gb=8,
    ),
    # What was delivered before is not delivered again.
    Step(
        name="deliver",
        summary="deliver the predictions, once, with where they came from",
        inputs=("snapshot", "scores"),
        output="delivery",
        settings=(),
        cpus=1,
        memory_gb=4,
        pure=False,
    ),
)
PIPELINE = Pipeline(
    summary="From a table to the predictions of a registered model.",
    schedule="scoring",
    steps=_STEPS,
)
TASKS: tuple[Task, ...] = ("binary", "multiclass", "regression")
SETTINGS: Keys = {
    "model": None,
    "data": ("maximum_columns", "maximum_refused_share"),
    "monitoring": (
        "minimum_rows",
        "numeric_distance",
        "categorical_distance",
        "missing_change",
        "false_alarms",
    ),
    "schedule": ("scoring",),
}


def groups(project: Project) -> tuple[str, ...]:
    """Modules of commands, in the order of `--help`."""
    cloud = ("release", "images") if project.orchestrators else ()
    return ("pipeline", "data", "batches", "subjects", *cloud, "room", "step")


def columns_read(job: Job) -> tuple[Column, ...]:
    """The columns that the table must have: who a row is about, and what a prediction needs: no target."""
    inputs = {column.name for column in job.columns.inputs}
    return tuple(column for column in job.columns.ingested if column.role == "subject" or column.name in inputs)


def model_problems(columns: Columns, model: Columns) -> Iterator[str]:
    """Why a model can't be given what `features.yaml` lets through; `model` is as declared when it was trained."""
    declared = {column.name: column for column in columns.all}
    for needed in model.inputs:
        mine = declared.get(needed.name)
        if mine is None:
            yield f"{needed.name} is not declared, and the model needs it"
            continue
        for field in ("role", "type", "protection"):
            here, there = getattr(mine, field), getattr(needed, field)
            if here != there:
                yield f"{needed.name} has {field} {here}, and the model learned from {there}"


def made_of(job: Job) -> list[Any]:
    """Another one of these, and no step is up to date."""
    version = published.find(job, job.settings.model.version)
    key = key_id(pseudonym_key(job))
    return [data_snapshot(job), version, key, job.columns.definition(), code_version(job.project)]


def stands(job: Job, step: Step) -> bool:
    """Whether what the step did outside its folder is still there: nothing is delivered where the file is gone."""
    if step.output != "delivery":
        return True
    return delivered(job, data_snapshot(job), published.find(job, job.settings.model.version))


def check_needs(job: Job) -> None:
    """ProjectError now, not after all is scored, if there is nowhere to deliver it to, or no end to its being kept."""
    environment = job.environment
    lacking = [] if environment.datasets.get("predictions") else ["dataset for predictions (fact datasets)"]
    lacking += [] if environment.retention.get("predictions_days") else ["days to keep them (fact retention)"]
    if lacking:
        name = environment.environment
        raise ProjectError(f"environment {name} has no {', no '.join(lacking)}: `landfast up {name}` writes both")
