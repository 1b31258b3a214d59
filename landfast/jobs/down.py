"""Removes an environment with all its data, and counts what is left. The ML project's code stays."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from landfast_ml.contract import layout

from landfast.core.errors import InputError, Problem, UserError
from landfast.core.lock import run_lock
from landfast.core.progress import Event, Reporter, silent
from landfast.jobs.provision import driving, synthesized
from landfast.jobs.request import EnvironmentRequest, begun
from landfast.jobs.result import changes_documents
from landfast.targets import Session
from landfast.targets.workspace import Workspace
from landfast.terraform import Driver, StackResult

if TYPE_CHECKING:
    from landfast.jobs.documents import DownDocument

Consent = Callable[[Workspace], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DownRequest(EnvironmentRequest):
    """`agreed`: a person has said yes already."""

    agreed: bool = False


@dataclass(frozen=True, slots=True)
class DownResult:
    """What was removed, and what is left of it: in the states, and in the cloud if that can be told."""

    workspace: Workspace
    results: Mapping[str, StackResult]
    in_states: int
    in_cloud: int | None

    command: ClassVar[str] = "down"

    @property
    def exit_code(self) -> int:
        return 1 if self.in_states or self.in_cloud else 0

    def to_json(self) -> DownDocument:
        return {
            "left_in_states": self.in_states,
            "left_in_cloud": self.in_cloud,
            "removed": changes_documents(self.results),
        }


def nobody_agrees(workspace: Workspace) -> None:
    """The consent where no person can be asked. Raises: InputError."""
    fact, step = f"needs a person's word on target {workspace.target.name}", "answer on a terminal, or pass --yes"
    raise InputError([Problem("down", fact, next_step=step)])


def down(request: DownRequest, report: Reporter = silent, consent: Consent = nobody_agrees) -> DownResult:
    """Ends what runs, destroys every stack in reverse order, and what the pipeline kept here for it.

    `consent` is called where the target asks for a person's word; what it raises is let through. Raises: UserError.
    """
    workspace = request.workspace()
    if workspace.target.asks and not request.agreed:
        consent(workspace)
    report(begun("down", workspace))
    if workspace.environment.protected:
        path = f"environments.{workspace.environment_name}.protected"
        raise UserError(f"{path}: the environment is protected; set it to false, run `landfast up`, then `down` again")
    with run_lock(workspace.synthesis_folder):
        synthesis = synthesized(workspace, report)
        with driving(workspace, synthesis, report) as (driver, session):
            _stop(workspace, driver, session, report)
            results = driver.down()
            in_states = sum(len(found.addresses) for found in driver.standing().values())
            in_cloud = session.left(workspace.names.project_id)
        if not in_states:
            workspace.target.end(workspace.synthesis_folder)
    if workspace.target.simulated:
        # The local run's buckets and registry stand for the environment's: they go with it.
        store = layout.local_store(workspace.project_folder, workspace.environment_name)
        shutil.rmtree(store, ignore_errors=True)
    return DownResult(workspace, results, in_states, in_cloud)


@dataclass(frozen=True, slots=True)
class _Work:
    report: Reporter

    def say(self, detail: str) -> None:
        self.report(Event("stop", "progress", detail=detail))

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)


def _stop(workspace: Workspace, driver: Driver, session: Session, report: Reporter) -> None:
    """Nothing writes to what is being removed: jobs of the ML project would, and stand in the environment's network."""
    leftovers = session.access.leftovers
    if leftovers is None or not driver.may_stand:
        return
    names, region = workspace.names, workspace.spec.residency.region
    report(Event("stop", "start"))
    leftovers.stop(names.project_id, region, names.endpoint_id(private=workspace.spec.private_endpoints), _Work(report))
    report(Event("stop", "done", detail="no job of the project runs"))
