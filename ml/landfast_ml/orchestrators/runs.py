"""The pipeline's last runs: kept here for runs here, asked of Vertex AI for runs there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from landfast_ml.clients import at_place, by_rest
from landfast_ml.contract.messages import Message, ModelVersion
from landfast_ml.contract.standing import Run
from landfast_ml.documents import Folder
from landfast_ml.environment import Job
from landfast_ml.progress import Reporter

RUNS = "runs"
KEPT = 100


class Recorder:
    """Hears a local run's events on their way to the screen, and keeps what came of it."""

    def __init__(self, job: Job, report: Reporter) -> None:
        self._kept = Folder(job.local_store)
        self._report = report
        self._started = datetime.now(UTC)
        self._note = ""

    def __call__(self, message: Message) -> None:
        if isinstance(message, ModelVersion):
            self._note = f"version {message.version}" + (", nothing new" if message.skipped else "")
        elif message.state == "failed":
            self._note = message.error
        self._report(message)

    def end(self, state: str) -> None:
        seconds = round((datetime.now(UTC) - self._started).total_seconds(), 1)
        run = Run(self._started.isoformat(timespec="milliseconds"), seconds, state, self._note)
        self._kept.replace(f"{RUNS}/{run.started.replace(':', '')}.json", run.to_json())
        for name in self._kept.names(RUNS)[:-KEPT]:
            (self._kept.root / name).unlink()


def registered(result: Mapping[str, Any], *, skipped: bool) -> ModelVersion:
    """What a run says last, of the document that its last step has written."""
    told = {name: result[name] for name in ("model", "version", "feature_version", "metrics")}
    return ModelVersion(**told, skipped=skipped, record=result)


def last_runs(job: Job, count: int) -> list[Run]:
    """Newest first."""
    if job.target == "cloud":
        return _cloud_runs(job, count)
    kept = Folder(job.local_store)
    found = [kept.read(name) for name in reversed(kept.names(RUNS)[-count:])]
    return [Run(**one) for one in found if one is not None]


def _cloud_runs(job: Job, count: int) -> list[Run]:
    from google.cloud import aiplatform_v1

    from landfast_ml.vertex_ai import api_endpoint, parent

    client = aiplatform_v1.PipelineServiceClient(
        client_options={"api_endpoint": at_place(api_endpoint(job))}, **by_rest()
    )
    asked = aiplatform_v1.ListPipelineJobsRequest(
        parent=parent(job),
        filter=f'display_name="{job.project.name}-{job.environment.environment}"',
        order_by="create_time desc",
        page_size=count,
    )
    return [_cloud_run(one) for _number, one in zip(range(count), client.list_pipeline_jobs(asked), strict=False)]


def _cloud_run(one: Any) -> Run:
    end = one.end_time or datetime.now(UTC)
    state = one.state.name.removeprefix("PIPELINE_STATE_").lower()
    return Run(one.create_time.isoformat(), round((end - one.create_time).total_seconds(), 1), state, one.error.message)
