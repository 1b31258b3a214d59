"""Removes an environment with all its data, counts what is left, and certifies it. The ML project's code stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast_ml.contract import layout

from landfast.core.errors import InputError, Problem, UserError
from landfast.core.lock import run_lock
from landfast.core.progress import Reporter, silent
from landfast.jobs.certificate import Certificate, certified
from landfast.jobs.certificate_files import certificate_of, removals, write_certificate
from landfast.jobs.provision import driving, synthesized
from landfast.jobs.removing import removal_of, remove
from landfast.jobs.request import EnvironmentRequest, begun
from landfast.jobs.result import changes_documents
from landfast.jobs.sheet import refuse_other_endings
from landfast.targets.workspace import Workspace
from landfast.terraform import StackResult

if TYPE_CHECKING:
    from landfast.jobs.documents import DownDocument

Consent = Callable[[Workspace], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DownRequest(EnvironmentRequest):
    """`agreed`: a person has said yes already. `destroy`: names that may go although something keeps them: a protected
    environment's project, liens of others. `out`: files to write the certificate to, besides."""

    agreed: bool = False
    destroy: Sequence[str] = ()
    out: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class DownResult:
    """What was removed, and what is left of it: in the states, and in the cloud if that can be told.

    `certificate` None: nothing stood. Then `earlier` is the certificate of when it went, if it is on this machine.
    """

    workspace: Workspace
    results: Mapping[str, StackResult]
    in_states: int
    in_cloud: int | None
    certificate: Certificate | None = None
    files: Sequence[Path] = ()
    earlier: Path | None = None

    command: ClassVar[str] = "down"

    @property
    def exit_code(self) -> int:
        return 1 if self.in_states or self.in_cloud else 0

    def to_json(self) -> DownDocument:
        return {
            "left_in_states": self.in_states,
            "left_in_cloud": self.in_cloud,
            "removed": changes_documents(self.results),
            "certificate": self.certificate.to_json() if self.certificate else None,
            "files": [str(path) for path in self.files],
            "earlier": str(self.earlier) if self.earlier else None,
        }


def nobody_agrees(workspace: Workspace) -> None:
    """The consent where no person can be asked. Raises: UserError."""
    project = workspace.names.project_id
    if workspace.environment.protected:
        path = f"environments.{workspace.environment_name}.protected"
        raise UserError(f"{path}: the environment is protected; answer on a terminal, or pass --destroy {project}")
    fact, step = f"needs a person's word on target {workspace.target.name}", "answer on a terminal, or pass --yes"
    raise InputError([Problem("down", fact, next_step=step)])


def down(request: DownRequest, report: Reporter = silent, consent: Consent = nobody_agrees) -> DownResult:
    """Removes the project, if landfast made it, and all above it; else what landfast made in it. Then what the pipeline
    kept here for it.

    `consent` is called where the target asks for a person's word, or the environment is protected; what it raises is
    let through. Raises: UserError.
    """
    workspace = request.workspace()
    refuse_other_endings(request.out)
    _agree(workspace, request, consent)
    report(begun("down", workspace))
    with run_lock(workspace.synthesis_folder):
        lost = bool(workspace.target.lost(workspace.target_folder))
        synthesis = synthesized(_unprotected(workspace), report)
        with driving(workspace, synthesis, report) as (driver, session):
            agreed = frozenset(request.destroy)
            removal = remove(lambda: removal_of(workspace, driver, session, report, agreed, lost=lost))
            in_states = sum(len(found.addresses) for found in driver.standing().values())
            in_cloud = session.left(workspace.names.project_id)
            records = session.access.records
        if not in_states:
            driver.scrub()
            workspace.target.end(workspace.synthesis_folder)
        if workspace.target.simulated:
            # The local run's buckets and registry stand for the environment's: they go with it.
            store = layout.local_store(workspace.project_folder, workspace.environment_name)
            shutil.rmtree(store, ignore_errors=True)
        if removal is None:
            removals(workspace).take(records)
            earlier = certificate_of(workspace)
            return DownResult(workspace, {}, in_states, in_cloud, earlier=earlier)
        found = certified(workspace, removal.record, driver.engine, in_states, in_cloud)
        files = write_certificate(workspace, found, request.out)
        removals(workspace).share(records, files[0])
        if not in_states:
            removal.record.forget()
    return DownResult(workspace, removal.results, in_states, in_cloud, found, files)


def _agree(workspace: Workspace, request: DownRequest, consent: Consent) -> None:
    protected = workspace.environment.protected and workspace.names.project_id not in request.destroy
    if protected or (workspace.target.asks and not request.agreed):
        consent(workspace)


def _unprotected(workspace: Workspace) -> Workspace:
    """A person has agreed that it goes: its stacks are made as of one that nothing protects."""
    name = workspace.environment_name
    environment = workspace.environment.model_copy(update={"protected": False})
    environments = {**workspace.spec.environments, name: environment}
    return replace(workspace, spec=workspace.spec.model_copy(update={"environments": environments}))
