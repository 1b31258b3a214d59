"""The id of an environment's project: what is burnt, or somebody else's, is left for the id with the next suffix.

Google gives no id twice. A project that was deleted less than 30 days ago is restored and taken back, if it is
landfast's and whoever runs this may; of any other the environment is made under another id, which is written into the
spec: whoever works on it next has to find it.
https://cloud.google.com/resource-manager/docs/creating-managing-projects#shutting_down_projects
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landfast.core.errors import InputError, Problem, UserError
from landfast.core.files import rewrite
from landfast.core.progress import Event, Reporter
from landfast.gcp.contents import PROJECT
from landfast.google.examining import GoogleExamination
from landfast.google.resources import DELETED, NotRestoredError
from landfast.jobs.moving import FOUNDATION
from landfast.modules.names import Names
from landfast.stacks.spec import Spec, parse
from landfast.stacks.spec.edited import SECTION, with_field
from landfast.stacks.spec.source import parse_text
from landfast.targets import Session
from landfast.targets.workspace import Workspace
from landfast.terraform import Driver, TerraformError, exists_already

if TYPE_CHECKING:
    from landfast.google.api import GoogleApi

FIELD = "project_suffix"
NUMBERED = re.compile(r"^(.*?)-?([0-9]{1,2})$")
# As many environments nobody has removed within 30 days.
MOST = 20


class IdTakenError(UserError):
    """The project can't have the id that the spec gives it; `suffix` makes one that it can have."""

    def __init__(self, project: str, why: str, suffix: str = "") -> None:
        self.project, self.why, self.suffix = project, why, suffix
        super().__init__(f"{project} {why}")


@dataclass(frozen=True, slots=True)
class ProjectIds:
    """What Google says of the ids that the environment called `names` could have. `recorded`: the one that a removal
    left by its record, so that it is taken back with what is in it; empty if there is none.
    """

    api: GoogleApi
    names: Names
    recorded: str = ""

    def why_not(self, project: str) -> str:
        """Why a project can't be made, or gone on with, under this id; empty if it can. Raises: UserError."""
        google = GoogleExamination(self.api)
        found = google.node(f"projects/{project}")
        if found is None:
            return "is somebody else's, or not shown" if google.is_taken(project) else ""
        if found.get("state") != DELETED:
            return "" if self._is_ours(found) else f"stands, and is no project of environment {self.names.environment}"
        if self.recorded != project:
            return "was deleted, keeps its id, and no record here says what was in it"
        return ""

    def stands(self, project: str) -> bool:
        """Whether it is shown, deleted or not. Raises: UserError."""
        return GoogleExamination(self.api).node(f"projects/{project}") is not None

    def next_suffix(self, suffix: str) -> str:
        """The first one after `suffix` whose id can be had. Raises: UserError if there is none."""
        for each in _suffixes(suffix):
            project = replace(self.names, own_suffix=each).project_id
            if not self.why_not(project):
                return each
        raise UserError(f"{self.names.project_id}: no id is free with {MOST} other suffixes: set google.{FIELD}")

    def _is_ours(self, found: Mapping[str, Any]) -> bool:
        wanted = self.names.labels({})
        return wanted.items() <= (found.get("labels") or {}).items()


def refuse_taken_id(workspace: Workspace, driver: Driver, session: Session) -> None:
    """Where no state tells of a project that was made.

    Raises: IdTakenError if the id that the spec gives the project can't be had; UserError."""
    ids = _ids(workspace, driver, session)
    if ids is not None and (why := ids.why_not(workspace.names.project_id)):
        if _states_name(driver, workspace.names.project_id):
            step = "ask for roles/browser on it, or for the right to restore it"
            raise UserError(f"{workspace.names.project_id} {why}; the states name it: {step}")
        raise IdTakenError(workspace.names.project_id, why, ids.next_suffix(workspace.names.ending))


def refused_id(workspace: Workspace, driver: Driver, session: Session, error: UserError) -> IdTakenError | None:
    """What Google said no sooner than when the project was made, or restored: what is gone for good shows nowhere, and
    of what was deleted nobody tells who may have it back. None if it is about something else.
    """
    ids, project = _ids(workspace, driver, session), workspace.names.project_id
    if ids is None:
        return None
    if isinstance(error, NotRestoredError):
        refused, why = True, f"was deleted less than 30 days ago, and may not be restored: {error.said}"
    else:
        refused = _is_refused(error) and not (ids.stands(project) and not ids.why_not(project))
        why = "was somebody's, and is never given again"
    return IdTakenError(project, why, ids.next_suffix(workspace.names.ending)) if refused else None


def under_next_id(workspace: Workspace, taken: IdTakenError, report: Reporter) -> None:
    """Writes the suffix into the spec, and says so. Raises: InputError if it can't be written there."""
    write_suffix(workspace.spec_path, workspace.environment_name, taken.suffix)
    where = f"{SECTION}.{workspace.environment_name}.{FIELD}"
    project = replace(workspace.names, own_suffix=taken.suffix).project_id
    said = f"{taken}: this environment is made as {project}; {where} of {workspace.shown(workspace.spec_path)} says so"
    report(Event("notice", "done", detail=said))


def not_alone(workspace: Workspace, taken: IdTakenError) -> InputError:
    """Where nobody keeps the spec that would be written, as in CI: what to write there."""
    place = f"{SECTION}.{workspace.environment_name}.{FIELD}"
    step = (
        f'set {place}: "{taken.suffix}" in the spec and keep it, or run this on a terminal, or with --yes and no --plan'
    )
    limit = "the next id is written into the spec, which has to be kept"
    return InputError([Problem(place, str(taken), limit=limit, next_step=step)])


def write_suffix(path: Path, environment: str, suffix: str) -> None:
    """Changes that field of the file, and nothing else of it. Raises: InputError if it can't be written so."""
    text = path.read_text(encoding="utf-8")
    before = parse(parse_text(text, path.name))
    written = with_field(text, environment, FIELD, suffix)
    after = parse(parse_text(written, path.name))
    if _without(after, environment) != _without(before, environment) or _suffix(after, environment) != suffix:
        place = f"{SECTION}.{environment}.{FIELD}"
        fact = "is written in a way that nothing can be added to"
        raise InputError([Problem(Workspace.shown(path), fact, next_step=f'set {place}: "{suffix}" yourself')])
    rewrite(path, written.encode())


def _ids(workspace: Workspace, driver: Driver, session: Session) -> ProjectIds | None:
    """None of a project that others made."""
    ending = session.access.ending
    if ending is None or workspace.names.standing:
        return None
    project = workspace.names.project_id
    recorded = driver.may_have_left(FOUNDATION, PROJECT, project)
    return ProjectIds(ending.api, workspace.names, project if recorded else "")


def _is_refused(error: UserError) -> bool:
    """Whether there is such a project already, as the engine was told."""
    found = error.diagnostics.values() if isinstance(error, TerraformError) else ()
    return any(exists_already(one) and one.address.startswith(f"{PROJECT}.") for items in found for one in items)


def _states_name(driver: Driver, project: str) -> bool:
    state = driver.states().get(FOUNDATION) or {}
    found = (one for one in state.get("resources") or () if one.get("type") == PROJECT)
    return any(each["attributes"].get("project_id") == project for one in found for each in one["instances"])


def _suffixes(suffix: str) -> Iterator[str]:
    """`k7` -> k7-2, k7-3, …; `k7-2` -> k7-3, …; none -> 2, 3, …"""
    numbered = NUMBERED.match(suffix)
    words, first = (numbered[1], int(numbered[2])) if numbered else (suffix, 1)
    return (f"{words}-{number}" if words else str(number) for number in range(first + 1, first + 1 + MOST))


def _suffix(spec: Spec, environment: str) -> str | None:
    return spec.environments[environment].project_suffix


def _without(spec: Spec, environment: str) -> Spec:
    own = spec.environments[environment].model_copy(update={FIELD: None})
    return spec.model_copy(update={"environments": {**spec.environments, environment: own}})
