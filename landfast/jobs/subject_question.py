"""What the jobs on a data subject have in common: who is asked about, and what each project beside the spec holds."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from landfast_ml.contract.subjects import SubjectLook

from landfast.blueprints import Generated
from landfast.core.errors import InputError, Problem, UserError
from landfast.core.progress import Event, Reporter
from landfast.jobs.request import EnvironmentRequest, asked_by
from landfast.jobs.subject_record import Asked, Ended, NewRequest, ProjectPart
from landfast.projects.runner import ProjectStores
from landfast.projects.subjects import DataSubject, look_for, projects_beside
from landfast.targets.workspace import Workspace

# Each starts the project's own libraries: more at a time are no quicker.
AT_ONCE = 2
Looks = Mapping[str, SubjectLook | ProjectPart]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectQuestion(EnvironmentRequest):
    """`identifier`: as the raw tables have it. `received`: the day of the request, else today (UTC); `by`: who does it,
    else this account; `reason` goes into what is kept of it. `looked_into`: what came of what no project reaches, by a
    person who has looked into it."""

    identifier: str = field(repr=False)
    received: dt.date | None = None
    by: str = ""
    reason: str = "request of the data subject"
    looked_into: str = ""

    def refuse_nobody(self) -> None:
        """Raises: InputError with every problem."""
        problems = []
        if not self.identifier.strip():
            problems.append(Problem("ID", "is empty", next_step="give the person's, as the raw table has it"))
        if self.received is not None and self.received > dt.datetime.now(dt.UTC).date():
            problems.append(Problem("--received", "is still to come", self.received.isoformat()))
        if problems:
            raise InputError(problems)

    def begun_as(self, kind: Asked, workspace: Workspace) -> NewRequest:
        return NewRequest(kind, self.received, self.by or asked_by(workspace), self.reason)


@dataclass(frozen=True, slots=True)
class AskedProjects:
    """A person, and all projects that may hold something of them, by folder."""

    workspace: Workspace
    person: DataSubject
    projects: Mapping[str, Generated]


def asking(workspace: Workspace, identifier: str) -> AskedProjects:
    """Raises: UserError where no project stands."""
    found = projects_beside(workspace)
    if not found:
        step = "`landfast up` or `landfast blueprint new` makes one"
        raise UserError(f"no generated project stands beside {workspace.shown(workspace.spec_path)}: {step}")
    person = DataSubject(identifier.strip(), workspace.environment_name, ProjectStores.of(workspace))
    return AskedProjects(workspace, person, found)


def looks(asked: AskedProjects, report: Reporter) -> Looks:
    """What each project holds; the part of a request that is ended already, where it can't be or need not be asked."""

    def look(folder: str, project: Generated) -> SubjectLook | ProjectPart:
        started = time.monotonic()
        try:
            found = look_for(project, asked.person)
        except UserError as error:
            report(Event("look", "failed", subject=folder, detail=str(error)))
            return ProjectPart("not done", str(error))
        if found.told == "yes":
            seconds = time.monotonic() - started
            report(Event("look", "done", subject=folder, detail=f"{sum(found.held.values())} records", seconds=seconds))
            return found
        report(Event("look", "skipped", subject=folder, detail=found.why))
        unread = {str(one): one.table for one in found.unread}
        state: Ended = "rows" if found.told == "row" else "nobody"
        return ProjectPart(state, found.why, found.table, left=(*unread, *found.not_reached), unread=unread)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(asked.projects, pool.map(look, *zip(*asked.projects.items(), strict=True)), strict=True))
