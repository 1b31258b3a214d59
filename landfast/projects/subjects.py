"""What the generated projects beside a spec hold of one person, and do about it: each asked in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from landfast_ml.contract import calls
from landfast_ml.contract.subjects import SubjectErasure, SubjectLook

from landfast import blueprints
from landfast.blueprints import Generated
from landfast.core.errors import UserError
from landfast.projects.refusing import refusing
from landfast.projects.runner import ProjectStores, ask, python_of
from landfast.projects.upkeep import companions
from landfast.targets.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DataSubject:
    """Somebody, in one environment of a project's. `identifier` is said to the project and written nowhere."""

    identifier: str = field(repr=False)
    environment: str
    stores: ProjectStores

    @property
    def target(self) -> str:
        return self.stores.target


def projects_beside(workspace: Workspace) -> Mapping[str, Generated]:
    """All generated projects beside the spec, by folder. The one that trains comes last: it empties what all share, so
    that an erasure which is cut off is still seen to be one. Raises: InputError if what one remembers can't be read."""
    folders = [*companions(workspace), workspace.project_folder]
    found = {folder.relative_to(workspace.home).as_posix(): blueprints.generated(folder) for folder in folders}
    return {name: project for name, project in found.items() if project is not None}


def look_for(project: Generated, person: DataSubject) -> SubjectLook:
    """What it holds. Raises: UserError if it can't say."""
    # Where nobody can be told the project says so, too, and fails.
    document = _asked(project, person, calls.look_for_subject(person.environment, person.target), failing=True)
    with refusing():
        return SubjectLook.from_json(document)


def erase_in(project: Generated, person: DataSubject, request: str, by: str, reason: str) -> SubjectErasure:
    """Erases the person there; goes on with what was cut off. Raises: UserError if it isn't done."""
    arguments = calls.erase_subject(person.environment, person.target, request, by, reason)
    document = _asked(project, person, arguments)
    with refusing():
        return SubjectErasure.from_json(document)


def copy_of(project: Generated, person: DataSubject) -> Any:
    """The person's copy, as data. Raises: UserError if there is none."""
    return _asked(project, person, calls.export_subject(person.environment, person.target))


def _asked(project: Generated, person: DataSubject, arguments: tuple[str, ...], *, failing: bool = False) -> Any:
    if not python_of(project, person.stores).exists():
        step = f"`make -C {project.folder} {person.stores.setup}`, then the same command again"
        raise UserError(f"its packages are not installed: {step}")
    done = ask(project, arguments, said=f"{person.identifier}\n", stores=person.stores)
    try:
        document = json.loads(done.stdout)
    except ValueError:
        document = None
    if document is None or (done.returncode and not failing):
        raise UserError(_why(done.stderr, done.returncode))
    return document


def _why(said: str, code: int) -> str:
    """Why a project failed, in the words of its last line."""
    lines = said.strip().splitlines() or [f"it ended with exit code {code} and said nothing"]
    found = lines[-1].removeprefix("error: ")[-500:]
    older = "unrecognized arguments" in found or "invalid choice" in found
    return f"{found}; `landfast blueprint upgrade` brings the library that knows it" if older else found
