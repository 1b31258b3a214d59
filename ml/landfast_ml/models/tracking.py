"""Where the trials of a search are kept besides the version's own record: a run each, in MLflow or Vertex AI."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from landfast_ml.environment import Job
from landfast_ml.models.search import Tried
from landfast_ml.models.training import trial_record

Log = Callable[[Tried], None]


@contextmanager
def tracked(job: Job) -> Iterator[tuple[Log, list[dict[str, object]]]]:
    """A callback for every trial, and the list that it fills. Each is a run of the tracker the moment it ends."""
    kept: list[dict[str, object]] = []
    vertex = job.target == "cloud" and job.settings.tracking.cloud == "vertex"
    with _vertex(job) if vertex else _mlflow(job) as add:

        def log(one: Tried) -> None:
            kept.append(dict(trial_record(one)))
            add(one)

        yield log, kept


@contextmanager
def _vertex(job: Job) -> Iterator[Log]:
    from landfast_ml.models.vertex_trials import VertexTrials

    yield VertexTrials.of(job).add


@contextmanager
def _mlflow(job: Job) -> Iterator[Log]:
    """Under a run of the whole search."""
    from landfast_ml.models.mlflow_registry import MlflowRegistry, quiet_mlflow

    mlflow = quiet_mlflow()
    MlflowRegistry.of(job)

    def add(one: Tried) -> None:
        with mlflow.start_run(run_name=f"trial-{one.number}-{one.algorithm}", nested=True):
            mlflow.log_params({"algorithm": one.algorithm, **one.parameters})
            mlflow.set_tag("left", str(one.left).lower())
            mlflow.log_metrics({"seconds": one.seconds, **({} if one.left else {"score": one.score})})

    with mlflow.start_run(run_name="search"):
        yield add
