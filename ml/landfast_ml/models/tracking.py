"""Where the trials of a search are kept: MLflow, a run each under the search's; else the version's own record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from landfast_ml.environment import Job
from landfast_ml.models.search import Tried
from landfast_ml.models.training import trial_record

Log = Callable[[Tried], None]


@contextmanager
def tracked(job: Job) -> Iterator[tuple[Log, list[dict[str, object]]]]:
    """A callback for every trial, and the list that it fills.

    With MLflow each is a run as well, the moment it ends; with Vertex AI's registry they are in `trials.json` alone.
    """
    kept: list[dict[str, object]] = []
    if job.target == "cloud" and job.settings.tracking.cloud == "vertex":
        yield (lambda one: kept.append(dict(trial_record(one)))), kept
        return
    import mlflow

    from landfast_ml.models.mlflow_registry import MlflowRegistry

    MlflowRegistry.of(job)

    def log(one: Tried) -> None:
        kept.append(dict(trial_record(one)))
        with mlflow.start_run(run_name=f"trial-{one.number}-{one.algorithm}", nested=True):
            mlflow.log_params({"algorithm": one.algorithm, **one.parameters})
            mlflow.set_tag("left", str(one.left).lower())
            mlflow.log_metrics({"seconds": one.seconds, **({} if one.left else {"score": one.score})})

    with mlflow.start_run(run_name="search"):
        yield log, kept
