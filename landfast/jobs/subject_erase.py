"""Erases a person in every generated project of an environment, and certifies it; looked at first."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast_ml.contract.subjects import SubjectLook

from landfast.core.errors import InputError, Problem, UserError
from landfast.core.files import ignored_by_git
from landfast.core.lock import run_lock
from landfast.core.progress import Event, Reporter, silent
from landfast.jobs.request import begun
from landfast.jobs.sheet import refuse_other_endings
from landfast.jobs.subject_certificate import SubjectCertificate, certificate
from landfast.jobs.subject_held import held_documents
from landfast.jobs.subject_question import AskedProjects, Looks, SubjectQuestion, asking, looks
from landfast.jobs.subject_record import (
    OWN,
    ProjectPart,
    SubjectRequest,
    forget_copies,
    request_of,
    share_request,
    take_requests,
)
from landfast.jobs.subject_sheet import erasures, write_subject_certificate
from landfast.projects.subjects import erase_in
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.jobs.subject_document import SubjectEraseDocument

NOT_YET = "not begun yet"
LATE = "was reached only after others had erased: a model of it that is not named may have seen the person"
# Is shown what each project holds; what it raises is let through.
Consent = Callable[[Workspace, Looks], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectEraseRequest(SubjectQuestion):
    """`dry_run`: only look. `agreed`: a person has said yes already. `out`: files for the certificate, besides."""

    dry_run: bool = False
    agreed: bool = False
    out: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class SubjectEraseResult:
    """What each project held, and the certificate; None where that was only looked at."""

    workspace: Workspace
    looks: Looks
    certificate: SubjectCertificate | None = None
    files: Sequence[Path] = ()

    command: ClassVar[str] = "subject erase"

    @property
    def exit_code(self) -> int:
        """1 if a project can't be reached, or something is left to do."""
        if self.certificate is not None:
            return 0 if self.certificate.complete else 1
        return int(any(isinstance(one, ProjectPart) and not one.done for one in self.looks.values()))

    def to_json(self) -> SubjectEraseDocument:
        return {
            "dry_run": self.certificate is None,
            "held": held_documents(self.looks),
            "certificate": self.certificate.to_json() if self.certificate else None,
            "files": [str(path) for path in self.files],
        }


def nobody_agrees(_workspace: Workspace, _looks: Looks) -> None:
    """The consent where no person can be asked. Raises: InputError."""
    step = "look with --dry-run first; then answer on a terminal, or pass --yes"
    raise InputError(
        [Problem("subject erase", "needs a person's word: what is erased can't be had back", next_step=step)]
    )


def subject_erase(
    request: SubjectEraseRequest, report: Reporter = silent, consent: Consent = nobody_agrees
) -> SubjectEraseResult:
    """Looks, asks, erases project by project, certifies. What was cut off goes on where it was.

    Raises: InputError, UserError.
    """
    request.refuse_nobody()
    refuse_other_endings(request.out)
    workspace = request.workspace()
    report(begun("subject erase", workspace))
    asked = asking(workspace, request.identifier)
    found = looks(asked, report)
    if request.dry_run:
        return SubjectEraseResult(workspace, found)
    if not request.agreed:
        consent(workspace, found)
    ignored_by_git(workspace.own_folder)
    records = workspace.target.records(workspace.spec)
    with run_lock(workspace.synthesis_folder):
        take_requests(workspace, records)
        done = _erased(asked, found, request, report)
        certified = certificate(workspace, done, _now())
        files = write_subject_certificate(certified, request.out)
        erasures(workspace).share(records, files[0])
        # Only now: a request whose certificate nobody has is not answered.
        share_request(workspace, records, done.kept(ended=certified.ended) if certified.complete else done)
    return SubjectEraseResult(workspace, found, certified, files)


def _erased(asked: AskedProjects, found: Looks, request: SubjectEraseRequest, report: Reporter) -> SubjectRequest:
    under_way = request_of(asked.workspace, request.identifier, request.begun_as("erase", asked.workspace), _now())
    if request.looked_into:
        under_way = under_way.kept(looked_into=request.looked_into)
    if copies := forget_copies(asked.workspace, request.identifier):
        under_way = under_way.with_part(OWN, ProjectPart("erased", records={"copies made before": copies}))
    # Copies of landfast's own tell no project anything.
    late = any(part.state == "erased" for folder, part in under_way.projects.items() if folder != OWN)
    under_way = _with_models(under_way, found, late=late)
    share_request(asked.workspace, asked.workspace.target.records(asked.workspace.spec), under_way)
    for folder, look in found.items():
        before = under_way.projects.get(folder)
        if before is not None and before.done and not before.left:
            report(Event("erase", "skipped", subject=folder, detail=f"done before: {before.finished}"))
            continue
        part = look if isinstance(look, ProjectPart) else _erase(asked, folder, look, under_way, report)
        under_way = under_way.with_part(folder, part)
    return under_way


def _with_models(request: SubjectRequest, found: Looks, *, late: bool) -> SubjectRequest:
    """Keeps which models have seen the person before anything is erased: projects share what tells it, and a run that
    is cut off leaves less to be seen. `late`: others have erased already."""
    parts = dict(request.projects)
    for folder, look in found.items():
        if isinstance(look, SubjectLook):
            before = parts.get(folder)
            if before is None or (before.training is None and not before.done):
                before = ProjectPart("not done", LATE if late else NOT_YET, look.table, models=look.models)
            parts[folder] = replace(before, training=look.training)
    return request.kept(projects=parts)


def _erase(
    asked: AskedProjects, folder: str, look: SubjectLook, request: SubjectRequest, report: Reporter
) -> ProjectPart:
    started, before = time.monotonic(), request.projects[folder]
    report(Event("erase", "start", subject=folder))
    try:
        done = erase_in(asked.projects[folder], asked.person, request.token, request.by, request.reason)
    except UserError as error:
        report(Event("erase", "failed", subject=folder, detail=str(error)))
        return replace(before, state="not done", why=str(error))
    seconds = time.monotonic() - started
    report(Event("erase", "done", subject=folder, detail=f"{sum(done.erased.values())} records", seconds=seconds))
    return ProjectPart(
        "erased",
        why=LATE if before.why == LATE else "",
        table=look.table,
        records=done.erased,
        models=before.models,
        training=look.training,
        left=done.not_done,
        unread={str(one): one.table for one in done.unread},
        finished=done.finished,
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
