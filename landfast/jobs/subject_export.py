"""Makes the copy that a person may ask for (GDPR Art. 15 and 20), of every generated project of an environment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from landfast_ml.contract.subjects import SubjectLook

from landfast.core.errors import InputError, Problem, UserError
from landfast.core.files import ignored_by_git, shown, to_json, why_not, write_durably
from landfast.core.lock import run_lock
from landfast.core.progress import Event, Reporter, silent
from landfast.jobs.request import begun
from landfast.jobs.subject_certificate import is_complete, left_of
from landfast.jobs.subject_held import held_documents
from landfast.jobs.subject_question import AskedProjects, Looks, SubjectQuestion, asking, looks
from landfast.jobs.subject_record import (
    ProjectPart,
    SubjectRequest,
    copies_folder,
    request_of,
    share_request,
    take_requests,
)
from landfast.projects.subjects import copy_of
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.jobs.subject_document import SubjectExportDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectExportRequest(SubjectQuestion):
    """`out`: the file to make, else one among landfast's own beside the spec; never in the place of another."""

    out: Path | None = None


@dataclass(frozen=True, slots=True)
class SubjectExportResult:
    """`file` None: no project could make a copy."""

    workspace: Workspace
    looks: Looks
    request: SubjectRequest
    file: Path | None

    command: ClassVar[str] = "subject export"

    @property
    def complete(self) -> bool:
        return is_complete(self.request)

    @property
    def not_done(self) -> Mapping[str, Sequence[str]]:
        return left_of(self.request)

    @property
    def exit_code(self) -> int:
        return 0 if self.complete else 1

    def to_json(self) -> SubjectExportDocument:
        return {
            "reference": self.request.token,
            "due": self.request.due,
            "complete": self.complete,
            "file": str(self.file) if self.file else None,
            "held": held_documents(self.looks),
            "not_done": {folder: list(left) for folder, left in self.not_done.items()},
        }


def subject_export(request: SubjectExportRequest, report: Reporter = silent) -> SubjectExportResult:
    """Asks every project for its copy, and writes them all as one file for this account alone.

    Raises: InputError, UserError.
    """
    request.refuse_nobody()
    workspace = request.workspace()
    _refuse_taken(request.out)
    report(begun("subject export", workspace))
    asked = asking(workspace, request.identifier)
    found = looks(asked, report)
    ignored_by_git(workspace.own_folder)
    records = workspace.target.records(workspace.spec)
    with run_lock(workspace.synthesis_folder):
        now = dt.datetime.now(dt.UTC)
        take_requests(workspace, records)
        under_way = request_of(workspace, request.identifier, request.begun_as("export", workspace), now)
        if request.looked_into:
            under_way = under_way.kept(looked_into=request.looked_into)
        share_request(workspace, records, under_way)
        copies: dict[str, Any] = {}
        for folder, look in found.items():
            part = look if isinstance(look, ProjectPart) else _copy(asked, folder, look, copies, report)
            under_way = under_way.with_part(folder, part)
        file = _write(workspace, request.out, under_way, copies) if copies else None
        if is_complete(under_way):
            under_way = under_way.kept(ended=now.isoformat(timespec="seconds"))
        share_request(workspace, records, under_way)
    return SubjectExportResult(workspace, found, under_way, file)


def _copy(
    asked: AskedProjects, folder: str, look: SubjectLook, copies: dict[str, Any], report: Reporter
) -> ProjectPart:
    left = (*map(str, look.unread), *look.not_reached)
    unread = {str(one): one.table for one in look.unread}
    try:
        copies[folder] = copy_of(asked.projects[folder], asked.person)
    except UserError as error:
        report(Event("export", "failed", subject=folder, detail=str(error)))
        return ProjectPart("not done", str(error), look.table)
    report(Event("export", "done", subject=folder, detail=f"{sum(look.held.values())} records"))
    finished = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    return ProjectPart("told", "", look.table, look.held, look.models, None, left, unread, finished)


def _write(workspace: Workspace, out: Path | None, request: SubjectRequest, copies: Mapping[str, Any]) -> Path:
    path = out.resolve() if out is not None else copies_folder(workspace) / f"{request.token}.json"
    content = {
        "reference": request.token,
        "environment": workspace.environment_name,
        "project": workspace.names.project_id,
        "projects": copies,
        "not_done": left_of(request),
    }
    try:
        write_durably(path, to_json(content), 0o600)
    except OSError as error:
        raise UserError(
            f"{shown(path)}: can't be written: {why_not(path, error)}; name another file with --out"
        ) from None
    return path


def _refuse_taken(out: Path | None) -> None:
    if out is not None and out.exists():
        step = "name another file"
        raise InputError([Problem("--out", "is there already, and is never overwritten", shown(out), next_step=step)])
