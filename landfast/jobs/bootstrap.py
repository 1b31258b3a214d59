"""Makes what has to be there before the first stack: APIs, a key and the bucket of the states; nothing of others'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from landfast.core.errors import InputError, Problem
from landfast.core.progress import Event, Reporter, silent
from landfast.doctor.account import COUNTED
from landfast.google.seeding import Seeded, StatesPlace, seed
from landfast.jobs.request import EnvironmentRequest, begun
from landfast.targets import find
from landfast.targets.reading import reading_google, reading_rehearsal
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.google.api import GoogleApi
    from landfast.jobs.bootstrap_document import BootstrapDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class BootstrapRequest(EnvironmentRequest):
    """`endpoint`: what answers in Google's place."""

    endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class BootstrapResult:
    """Step by step, what stood, was made or mended."""

    workspace: Workspace
    place: StatesPlace
    steps: Sequence[Seeded]

    command: ClassVar[str] = "bootstrap"
    exit_code: ClassVar[int] = 0

    def to_json(self) -> BootstrapDocument:
        return {
            "bucket": self.place.bucket,
            "region": self.place.region,
            "project": self.place.project,
            "key": self.place.key,
            "steps": [{"thing": one.thing, "state": one.state, "says": one.says} for one in self.steps],
        }


def bootstrap(request: BootstrapRequest, report: Reporter = silent) -> BootstrapResult:
    """Idempotent. Raises: InputError if the spec names no project; UserError for what is somebody else's."""
    workspace = replace(Workspace.open(request.spec, request.environment), target=find(request.target))
    place = _place(workspace)
    report(begun("bootstrap", workspace))
    steps = []
    for step in seed(_way(request, workspace), place, COUNTED):
        steps.append(step)
        report(Event("bootstrap", "done", subject=step.thing, detail=f"{step.state}: {step.says}"))
    return BootstrapResult(workspace, place, steps)


def _place(workspace: Workspace) -> StatesPlace:
    google = workspace.spec.google
    if google is None or not google.quota_project:
        step = "name a project that stands already, apart from the environments: google: {quota_project: acme-seed}"
        problem = Problem("google.quota_project", "is missing", limit="the bucket of the states is made in it")
        raise InputError([replace(problem, next_step=step)])
    return StatesPlace(workspace.names.state_bucket, workspace.spec.residency.region, google.quota_project)


def _way(request: BootstrapRequest, workspace: Workspace) -> GoogleApi:
    if request.endpoint is None and request.target != "google":
        return reading_rehearsal(workspace.spec_path.parent)
    google = workspace.spec.google
    acts_as, quota = (google.impersonate or "", google.quota_project or "") if google else ("", "")
    return reading_google(request.endpoint, acts_as, quota)
