"""Takes what runs in one environment to the next: the same spec, image and pipelines, approved where it has to be.

The project does it (`release promote`, as its CI does on a tag); here it is made sure of that both environments stand
as the spec says, and that it is just what runs before.
"""

from __future__ import annotations

import getpass
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from landfast_ml.contract.deployment import Deployment, Deployments

from landfast import blueprints
from landfast.blueprints import Generated
from landfast.core.digests import sha256
from landfast.core.errors import InputError, Problem, UserError
from landfast.core.files import to_json
from landfast.core.progress import Event, Reporter, silent
from landfast.jobs.plan import PlanRequest, PlanResult, plan
from landfast.jobs.request import EnvironmentRequest, begun
from landfast.projects.runner import (
    ProjectStores,
    WantedRelease,
    build_image,
    deployments_of,
    promote_release,
    python_of,
)
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.jobs.promote_document import PromoteDocument

FROM, TO, APPROVED, VERSION = "--from", "--to", "--approved-by", "VERSION"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoteRequest(EnvironmentRequest):
    """`environment`: where to; `origin`: where from. `version`: what to promote; empty: what runs there.

    `by`, else the user of this machine; `approved_by`: who said yes, where somebody has to.
    """

    origin: str
    version: str = ""
    by: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class PromoteResult:
    """What runs in the environment now; `changed`: whether it did before. `spec`: SHA-256 of what both stand as."""

    workspace: Workspace
    origin: str
    deployed: Deployment
    changed: bool
    spec: str

    command: ClassVar[str] = "promote"
    exit_code: ClassVar[int] = 0

    def to_json(self) -> PromoteDocument:
        found = self.deployed
        return {
            "origin": self.origin,
            "to": self.workspace.environment_name,
            "changed": self.changed,
            "number": found.number,
            "version": found.version,
            "digest": found.digest,
            "pipeline": found.pipeline,
            "revision": found.revision,
            "at": found.at,
            "by": found.by,
            "approved_by": found.approved_by or None,
            "spec": self.spec,
        }


def promote(request: PromoteRequest, report: Reporter = silent) -> PromoteResult:
    """Idempotent: what runs there already is left. Raises: InputError; UserError for what isn't as it has to be."""
    workspace = request.workspace()
    problems = list(_problems(request, workspace))
    if problems:
        raise InputError(problems)
    project = _project(workspace)
    report(begun("promote", workspace))
    for environment in (request.origin, workspace.environment_name):
        _stands(request, environment, report)
    wanted = wanted_of(request, workspace, project)
    found = promote_release(project, workspace.environment_name, wanted, ProjectStores.of(workspace))
    deployed = found.deployments[0]
    detail = f"{deployed.version} runs in {workspace.environment_name}, {deployed.digest}"
    report(Event("promote", "done", detail=detail))
    spec = sha256(to_json(workspace.spec.model_dump(mode="json")))
    return PromoteResult(workspace, request.origin, deployed, found.added, spec)


def _problems(request: PromoteRequest, workspace: Workspace) -> Iterator[Problem]:
    """All that can be told before anything is asked."""
    order, to = list(workspace.spec.environments), workspace.environment_name
    if request.origin not in order:
        yield Problem(FROM, "no such environment", request.origin, f"the spec has {', '.join(order)}")
    elif order.index(request.origin) >= order.index(to):
        limit = f"the order of the spec: {', '.join(order)}"
        yield Problem(TO, f"does not come after {request.origin}", to, limit, "name a later one")
    if workspace.environment.approval and not request.approved_by:
        fact = f"is missing: {to} takes what a person approved"
        yield Problem(APPROVED, fact, limit=f"environments.{to}.approval is true", next_step="name who said yes")


def _project(workspace: Workspace) -> Generated:
    folder = workspace.project_folder
    project = blueprints.generated(folder)
    if project is None:
        step = f"`landfast up {workspace.environment_name}` makes it"
        raise InputError([Problem(workspace.shown(folder), "is no generated project", next_step=step)])
    stores = ProjectStores.of(workspace)
    if not python_of(project, stores).exists():
        step = f"`cd {workspace.shown(folder)} && make {stores.setup}`"
        raise InputError([Problem(workspace.shown(folder), "is not installed", next_step=step)])
    return project


def _stands(request: PromoteRequest, environment: str, report: Reporter) -> None:
    """Both stand as this one spec says, and nobody has changed them since. Raises: UserError."""
    asked = PlanRequest(
        spec=request.spec,
        environment=environment,
        target=request.target,
        provider=request.provider,
        endpoint=request.endpoint,
    )
    started = time.monotonic()
    report(Event("stands", "start", subject=environment))
    found = plan(asked)
    if not isinstance(found, PlanResult):
        raise UserError(f"{environment}: its plan is refused by the policies: `landfast plan {environment}` says why")
    if found.changes:
        step = f"`landfast up {environment} --target {request.target}`, or put the spec back, then run this again"
        fact = f"does not stand as the spec says: {len(found.changes)} resources differ"
        raise UserError(f"{environment}: {fact}: {step}")
    detail = "as the spec says, and nobody has changed it"
    report(Event("stands", "done", subject=environment, detail=detail, seconds=time.monotonic() - started))


def wanted_of(request: PromoteRequest, workspace: Workspace, project: Generated) -> WantedRelease:
    """What runs in the environment before, by its digest. Raises: InputError, UserError."""
    stores, first = ProjectStores.of(workspace), next(iter(workspace.spec.environments))
    there = deployments_of(project.folder, request.origin, stores) or Deployments(deployments=())
    runs = there.deployments[0] if there.deployments else None
    version = request.version or (runs.version if runs else "")
    if not version:
        fact = f"is missing: nothing was released to {request.origin}, whose version could be taken"
        raise InputError([Problem(VERSION, fact, next_step="name one, e.g. v1.2.0")])
    by = request.by or getpass.getuser()
    if runs is not None and runs.version == version:
        return WantedRelease(version, runs.digest, by, request.approved_by)
    if request.origin != first:
        what = f"{runs.version} runs" if runs else "nothing runs"
        step = f"promote it to {request.origin} first, or name what runs there"
        raise UserError(f"{request.origin}: {what} there, not {version}: {step}")
    if not stores.cloud:
        # In a cloud CI builds it, of the main branch; an exercise has a file in its place.
        build_image(project, request.origin, stores)
    return WantedRelease(version, "", by, request.approved_by)
