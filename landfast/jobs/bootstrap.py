"""Makes what has to be there before the first stack: APIs, a key, the bucket of the states; and who brings
environments up, if the spec says so. Nothing of others'.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from landfast.core.errors import InputError, Problem
from landfast.core.progress import Event, Reporter, silent
from landfast.gcp.universes import project_in
from landfast.google.api import GoogleRefusalError
from landfast.google.examining import DENIED
from landfast.google.identities import Identities, SignIn, identify
from landfast.google.seeding import NotShownError, Seeded, StatesPlace, seed
from landfast.jobs.request import EnvironmentRequest, begun
from landfast.modules.delivery.tokens import ISSUERS, condition, mapping
from landfast.stacks.services import counted_services
from landfast.targets import find
from landfast.targets.reading import reading_google, reading_rehearsal
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.google.api import GoogleApi
    from landfast.jobs.bootstrap_document import BootstrapDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class BootstrapRequest(EnvironmentRequest):
    """A spec whose environments are to be made."""


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
    return BootstrapResult(workspace, place, list(_steps(_way(request, workspace), workspace, place, report)))


def bootstrap_first(workspace: Workspace, api: GoogleApi, report: Reporter) -> None:
    """What `up` has made before its first stack, where states are kept in a bucket: all that `bootstrap` makes.

    Whoever may not look at it all goes on with what stands: if the bucket doesn't, the engine says so.
    Raises: UserError.
    """
    google = workspace.spec.google
    if google is None or not google.quota_project:
        return
    place, started = _place(workspace), time.monotonic()
    try:
        steps = list(_steps(api, workspace, place, report))
    except (GoogleRefusalError, NotShownError) as error:
        if isinstance(error, GoogleRefusalError) and error.status != DENIED:
            raise
        said = f"not looked at, gone on with what stands: {error}"
    else:
        said = (
            "nothing to do" if all(one.state == "stands" for one in steps) else f"gs://{place.bucket} keeps the states"
        )
    report(Event("bootstrap", "done", detail=said, seconds=time.monotonic() - started))


def own_way(workspace: Workspace, endpoint: str | None = None) -> GoogleApi:
    """As whoever runs it, if the account that is acted as is bootstrap's to make; else as that. Raises: InputError."""
    google = workspace.spec.google
    acts_as, quota = (google.impersonate or "", google.quota_project or "") if google else ("", "")
    made_here = bool(quota) and project_in(acts_as) == quota
    return reading_google(endpoint, "" if made_here else acts_as, quota, workspace.spec.universe)


def _steps(api: GoogleApi, workspace: Workspace, place: StatesPlace, report: Reporter) -> Iterator[Seeded]:
    """Each as soon as it is done; what was made or mended is told."""
    identities = _identities(workspace)
    after = identify(api, place, identities) if identities else ()
    for step in chain(seed(api, place, counted_services(workspace.spec)), after):
        if step.state != "stands":
            report(Event("notice", "done", detail=f"bootstrap: {step.thing} {step.state}: {step.says}"))
        yield step


def _identities(workspace: Workspace) -> Identities | None:
    """Who brings the environments up, if the spec says so; None if whoever runs landfast does, as themselves."""
    google, source = workspace.spec.google, workspace.spec.repository
    if google is None or google.impersonate is None or not (google.operators or google.provisioned_by_ci):
        return None
    ci = None
    if google.provisioned_by_ci and source is not None:
        path = f"{source.owner}/{source.name}"
        issuer, _claim = ISSUERS[source.host]
        when = condition(source.host, path, "", first=True, approval=False)
        ci = SignIn(workspace.names.provisioning_pool, source.host, issuer, mapping(source.host), when, path)
    return Identities(google.impersonate, google.operators, ci)


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
    return own_way(workspace, request.endpoint)
