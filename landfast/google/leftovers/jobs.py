"""Jobs of a project: what plans them goes, what runs is cancelled, and waited for.

They write to buckets and tables, and stand in the network: nothing of that can be removed beneath them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from landfast.google.api import GoogleApi
from landfast.google.leftovers.models import vertex_of
from landfast.google.leftovers.scope import LeftoverScope
from landfast.google.leftovers.work import Work, until

# https://cloud.google.com/vertex-ai/docs/reference/rest/v1/PipelineState and .../JobState: the states that are final.
ENDED = frozenset(
    {"PIPELINE_STATE_SUCCEEDED", "PIPELINE_STATE_FAILED", "PIPELINE_STATE_CANCELLED", "JOB_STATE_SUCCEEDED",
     "JOB_STATE_FAILED", "JOB_STATE_CANCELLED", "JOB_STATE_EXPIRED", "JOB_STATE_PARTIALLY_SUCCEEDED"}
)  # fmt: skip
# Collections of jobs that `:cancel` ends; first those that start others.
VERTEX_JOBS = ("pipelineJobs", "trainingPipelines", "hyperparameterTuningJobs", "batchPredictionJobs", "customJobs")
CANCELLING = frozenset({"PIPELINE_STATE_CANCELLING", "JOB_STATE_CANCELLING"})
# A cancelled job gives its machines back within minutes.
MOST_SECONDS = 900.0
# https://cloud.google.com/dataflow/docs/reference/rest/v1b3/JobView
ALL = "JOB_VIEW_ALL"
SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Running:
    """One job: its collection, its path in the API, the state that it is in."""

    collection: str
    name: str
    state: str

    @property
    def short(self) -> str:
        return f"{self.collection}/{self.name.rsplit('/', 1)[-1]}"


def end_jobs(api: GoogleApi, project: str, region: str, work: Work, scope: LeftoverScope) -> None:
    """Ends every job in a region that is of the scope, and what would start another. Raises: UserError."""
    vertex = vertex_of(region)
    place = f"projects/{project}/locations/{region}"
    _end_schedules(api, vertex, place, work, scope)
    found = [*_vertex(api, vertex, place, scope), *_dataflow(api, place, scope)]
    for job in found:
        work.say(f"cancels {job.short}")
        if job.collection == "jobs":
            # https://cloud.google.com/dataflow/docs/guides/stopping-a-pipeline
            api.put(_dataflow_url(f"{place}/jobs/{job.name}"), {"requestedState": "JOB_STATE_CANCELLED"})
        elif job.state not in CANCELLING:
            api.post(f"{vertex}/{job.name}:cancel")
    if found:
        seconds = min(SECONDS, api.poll_seconds * 5)
        until(work, lambda: _left(api, vertex, place, scope), seconds, MOST_SECONDS, _step(project))


def _end_schedules(api: GoogleApi, vertex: str, place: str, work: Work, scope: LeftoverScope) -> None:
    # Listed whole before the first goes: pages of a list that shrinks leave some out.
    for schedule in list(filter(scope.holds, api.pages(f"{vertex}/{place}/schedules", "schedules"))):
        work.say(f"removes the schedule {schedule.get('displayName') or schedule['name']}")
        api.delete(f"{vertex}/{schedule['name']}")


def _vertex(api: GoogleApi, vertex: str, place: str, scope: LeftoverScope) -> Iterator[Running]:
    for collection in VERTEX_JOBS:
        for job in api.pages(f"{vertex}/{place}/{collection}", collection):
            if job.get("state") not in ENDED and scope.holds(job):
                yield Running(collection, str(job["name"]), str(job.get("state")))


def _dataflow(api: GoogleApi, place: str, scope: LeftoverScope) -> Iterator[Running]:
    """https://cloud.google.com/dataflow/docs/reference/rest/v1b3/projects.locations.jobs/list: those that run."""
    for job in api.pages(_dataflow_url(f"{place}/jobs"), "jobs", filter="ACTIVE"):
        # A list says neither whose a job is nor how it is labelled.
        known = job if scope.is_whole else api.get(_dataflow_url(f"{place}/jobs/{job['id']}"), view=ALL)
        if known and scope.holds(known):
            yield Running("jobs", str(job["id"]), str(job.get("currentState")))


def _dataflow_url(path: str) -> str:
    return f"https://dataflow.googleapis.com/v1b3/{path}"


def _left(api: GoogleApi, vertex: str, place: str, scope: LeftoverScope) -> str:
    return listed([job.short for job in (*_vertex(api, vertex, place, scope), *_dataflow(api, place, scope))])


def listed(names: Sequence[str]) -> str:
    """Some names in a sentence; the first three stand for more."""
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _step(project: str) -> str:
    return f"see `gcloud ai custom-jobs list --project={project}`, then run again"
