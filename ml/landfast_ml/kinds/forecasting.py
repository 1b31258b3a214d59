"""Projects that forecast the next values of many series."""

from __future__ import annotations

from typing import Any

from landfast_ml.batches.delivery import delivered
from landfast_ml.contract.columns import Column, Task
from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.models import registry
from landfast_ml.models.published import names
from landfast_ml.pipeline import Pipeline, Step
from landfast_ml.privacy.pseudonyms import key_id, pseudonym_key
from landfast_ml.project import Project
from landfast_ml.settings.configuration import Keys
from landfast_ml.versions import code_version, data_snapshot

_STEPS = (
    # Reads the raw bucket, which no orchestrator sees as an input: never taken from a cache of the cloud's.
    Step(
        name="ingest",
        summary="check the series, protect what is personal, keep a snapshot",
        inputs=(),
        output="snapshot",
        settings=("data", "forecast"),
        cpus=1,
        memory_gb=8,
        pure=False,
        function="landfast_ml.steps.forecasting.ingest:run",
    ),
    Step(
        name="backtest",
        summary="forecast the past, and measure it beside the season before",
        inputs=("snapshot",),
        output="evaluation",
        settings=("forecast", "backtest", "train"),
        cpus=4,
        memory_gb=16,
        function="landfast_ml.steps.forecasting.backtest:run",
    ),
    Step(
        name="gate",
        summary="refuse it if it misses a limit, or is no better than the season before",
        inputs=("snapshot", "evaluation"),
        output="decision",
        settings=("gate", "backtest", "forecast", "train"),
        cpus=4,
        memory_gb=16,
        pure=False,
        function="landfast_ml.steps.forecasting.gate:run",
    ),
    Step(
        name="train",
        summary="learn from all the past",
        inputs=("snapshot", "decision"),
        output="model",
        settings=("forecast", "train"),
        cpus=4,
        memory_gb=16,
        # Publishes the version of the series that it learned from.
        pure=False,
        function="landfast_ml.steps.forecasting.train:run",
    ),
    Step(
        name="register",
        summary="register it with its lineage",
        inputs=("snapshot", "evaluation", "decision", "model"),
        output="registration",
        settings=(),
        cpus=1,
        memory_gb=4,
        pure=False,
        function="landfast_ml.steps.forecasting.register:run",
        tracked=True,
    ),
    # By the champion, which no orchestrator sees as an input.
    Step(
        name="forecast",
        summary="forecast every series with the champion, and deliver it once",
        inputs=("snapshot", "registration"),
        output="forecasts",
        settings=(),
        cpus=1,
        memory_gb=8,
        pure=False,
        function="landfast_ml.steps.forecasting.forecast:run",
    ),
)
_MONITOR = Step(
    name="monitor",
    summary="look at the series, and at how right the forecasts were, and raise alarms",
    inputs=(),
    output="look",
    settings=("monitoring",),
    cpus=1,
    memory_gb=8,
    pure=False,
    function="landfast_ml.steps.forecasting.monitor:run",
)
PIPELINE = Pipeline(
    summary="From a table of series to forecasts of each.",
    schedule="training",
    steps=_STEPS,
    apart={"monitoring": _MONITOR},
)
TASKS: tuple[Task, ...] = ("forecast",)
SETTINGS: Keys = {
    "tracking": None,
    "data": ("minimum_rows", "maximum_columns", "maximum_rejected_share", "origin"),
    "forecast": None,
    "train": ("seed",),
    "backtest": None,
    "gate": ("limits", "champion_margin", "minimum_gain", "alpha", "within_noise", "coverage_margin"),
    "monitoring": ("window_days", "minimum_rows", "freshness_days", "late_steps"),
    "schedule": ("training", "monitoring"),
}


def groups(project: Project) -> tuple[str, ...]:
    """Modules of commands, in the order of `--help`."""
    always = ("status", "pipeline", "data", "models", "forecasts", "serve", "monitor", "subjects", "retention")
    cloud = ("release", "images") if project.orchestrators else ()
    cluster = ("cluster",) if {"kubeflow", "pachyderm"} & set(project.orchestrators) else ()
    return (*always, *cloud, *cluster, "room", "step")


def columns_read(job: Job) -> tuple[Column, ...]:
    """The columns that the raw table must have."""
    return job.columns.raw


def made_of(job: Job) -> list[Any]:
    """Another one of these, and no step is up to date."""
    return [data_snapshot(job), key_id(pseudonym_key(job)), job.columns.definition(), code_version(job.project)]


def stands(job: Job, step: Step) -> bool:
    """Whether what the step did outside its folder is still there: its registry, and the champion's forecasts."""
    if step.output == "registration":
        return registry.store_exists(job)
    if step.output != "forecasts":
        return True
    champion = names(documents(job, "models")).get(registry.CHAMPION)
    return champion is not None and delivered(job, data_snapshot(job), champion)


def check_needs(job: Job) -> None:
    """ProjectError now, not after an hour, if there is nowhere to register a model, or to deliver to."""
    environment = job.environment
    lacking = []
    if job.settings.tracking.cloud == "mlflow" and not environment.tracking_uri:
        lacking.append("tracking server to register models in (fact tracking_uri)")
    lacking += [] if environment.datasets.get("predictions") else ["dataset for forecasts (fact datasets)"]
    lacking += [] if environment.retention.get("predictions_days") else ["days to keep them (fact retention)"]
    if lacking:
        name = environment.environment
        raise ProjectError(f"environment {name} has no {', no '.join(lacking)}: `landfast up {name}` writes all")
