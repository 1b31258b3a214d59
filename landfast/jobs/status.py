"""Tells what stands: read from the states and the project's own registry; it changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast_ml.contract.facts import EnvironmentFacts
from landfast_ml.contract.messages import RegisteredModel
from landfast_ml.contract.standing import Standing as ProjectStanding

from landfast.check import Report, check, evaluated
from landfast.core.errors import Problem, UserError
from landfast.core.files import write_out
from landfast.core.progress import Reporter, silent
from landfast.jobs.described import standing_stacks
from landfast.jobs.drill_record import drill_folder, drills_of_standing
from landfast.jobs.provision import cost_of, driving
from landfast.jobs.request import EnvironmentRequest, begun
from landfast.jobs.result import report_document
from landfast.jobs.status_page import render_status
from landfast.judging import policy_context, subjects_of
from landfast.projects.facts import environment_facts
from landfast.projects.runner import ProjectStores, registered_models, standing_of
from landfast.stacks.outputs import EnvironmentOutputs, OutputsError
from landfast.synth import Synthesis
from landfast.targets.workspace import Workspace
from landfast.terraform import Standing, all_beside

if TYPE_CHECKING:
    from landfast.jobs.documents import StatusDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRequest(EnvironmentRequest):
    """The environment to look at. `out`: an HTML page to write, too."""

    out: Path | None = None


@dataclass(frozen=True, slots=True)
class StatusResult:
    """One environment as it stands. `resources`: addresses by stack; empty if nothing was brought up.

    `unread` is why the facts lack what the stacks tell: an `up` that ended early, or one of another version. `page` is
    the file that was written, if one was asked for.
    """

    workspace: Workspace
    resources: Mapping[str, Sequence[str]]
    facts: EnvironmentFacts
    verdict: Report | None
    models: Sequence[RegisteredModel]
    unread: Sequence[Problem] = ()
    page: Path | None = None

    command: ClassVar[str] = "status"
    exit_code: ClassVar[int] = 0

    def to_json(self) -> StatusDocument:
        return {
            "resources": {stack: list(addresses) for stack, addresses in self.resources.items()},
            "facts": self.facts.to_json(),
            "policies": report_document(self.verdict) if self.verdict else None,
            "models": [model.to_json() for model in self.models],
            "unread": [str(problem) for problem in self.unread],
            "page": str(self.page) if self.page else None,
        }


def status(request: StatusRequest, report: Reporter = silent) -> StatusResult:
    """Reads what stands. Raises: UserError if a state can't be read."""
    workspace = request.workspace()
    report(begun("status", workspace))
    found = _found(workspace)
    if request.out is None:
        return found
    return replace(found, page=_write(found, request.out.resolve()))


def _found(workspace: Workspace) -> StatusResult:
    spec, environment = workspace.spec, workspace.environment_name
    synthesis = standing_stacks(workspace)
    if synthesis is None:
        return StatusResult(workspace, {}, environment_facts(spec, environment, EnvironmentOutputs()), None, ())
    # The project answers in a process of its own, while the states are read here.
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(registered_models, workspace.project_folder, environment)
        found = _standing(workspace, synthesis)
        resources = {stack: standing.addresses for stack, standing in found.items() if standing.addresses}
        outputs, unread = _told(found) if resources else (EnvironmentOutputs(), ())
        lost = workspace.target.lost(workspace.target_folder) if resources else ()
        subjects = subjects_of(synthesis)
        verdict = check(subjects, replace(policy_context(workspace), drills=drills_of_standing(workspace)))
        costs = cost_of(workspace, evaluated(subjects)).facts
        facts = environment_facts(spec, environment, outputs, costs, verdict.inventory.lag)
        models = asked.result()
    return StatusResult(workspace, resources, facts, verdict, models, (*lost, *unread))


def _standing(workspace: Workspace, synthesis: Synthesis) -> Mapping[str, Standing]:
    """By the states. Where they are files here, nobody else need be asked, so that it is told at once."""
    here = all_beside(synthesis)
    if here is not None:
        return here
    with driving(workspace, synthesis, silent) as (driver, session):
        drill_folder(workspace).take(session.access.records)
        return driver.standing()


def _told(found: Mapping[str, Standing]) -> tuple[EnvironmentOutputs, Sequence[Problem]]:
    try:
        return EnvironmentOutputs.parse({name: standing.outputs for name, standing in found.items()}), ()
    except OutputsError as error:
        return EnvironmentOutputs(), error.problems


def _write(found: StatusResult, out: Path) -> Path:
    workspace, notes = found.workspace, [str(problem) for problem in found.unread]
    project: ProjectStanding | None = None
    try:
        project = standing_of(workspace.project_folder, workspace.environment_name, ProjectStores.of(workspace))
    except UserError as error:
        # A project that can't be asked is no reason to show nothing of the environment.
        notes.append(str(error))
    write_out(out, render_status(workspace, found.resources, found.facts, found.verdict, project, notes).encode())
    return out
