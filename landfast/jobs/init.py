"""Writes the first spec: valid, commented, and never over another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from landfast import SPEC_FILE
from landfast.core.errors import InputError, Problem
from landfast.core.files import write
from landfast.gcp.areas import area_of, split_terms
from landfast.gcp.places import region_meant
from landfast.gcp.regions import catalogue, regions_in
from landfast.projects.planned import planned_project
from landfast.projects.table import Inferred
from landfast.stacks.spec import Spec, parse
from landfast.stacks.spec.first import first_spec
from landfast.stacks.spec.fitting import fitting_name
from landfast.stacks.spec.options import in_options
from landfast.stacks.spec.source import parse_text
from landfast.targets import DEFAULT, find
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.jobs.documents import ColumnDocument, InitDocument

_NAME, _REGION = "churn", "europe-west4"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitRequest:
    """A spec in `folder`. `controller` and `project` have the fields of those sections; empty: left for later."""

    folder: Path
    name: str = ""
    region: str = ""
    area: str = "eu"
    controller: Mapping[str, Any] = field(default_factory=dict)
    project: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InitResult:
    """The spec that was written; `inferred` is what was read off its table, None where it names none."""

    path: Path
    spec: Spec
    text: str
    inferred: Inferred | None = None

    command: ClassVar[str] = "init"
    exit_code: ClassVar[int] = 0
    workspace: ClassVar[None] = None

    def to_json(self) -> InitDocument:
        columns = cast("Sequence[ColumnDocument]", self.inferred.to_json() if self.inferred else [])
        reading = self.inferred.reading.sentence() if self.inferred and self.inferred.reading else None
        return {"path": str(self.path), "spec": self.text, "read_as": reading, "columns": columns}


def init(request: InitRequest) -> InitResult:
    """Raises: InputError with every problem of what was said and of its table, or if a spec is there already."""
    path = free_place(request.folder)
    problems = [*_missing(request)]
    text = _text(request)
    spec, inferred = None, None
    try:
        spec = parse(parse_text(text, SPEC_FILE))
    except InputError as error:
        problems += error.problems
    try:
        # The table is looked at now: what is wrong with it is no surprise of `up`.
        inferred = _inferred(path, spec or _spec_of_table(request.project))
    except InputError as error:
        problems += error.problems
    if problems or spec is None:
        raise InputError(in_options(problem) for problem in problems)
    write(path, text.encode())
    return InitResult(path, spec, text, inferred)


def _text(request: InitRequest) -> str:
    """With something of its form for what is missing: all else can be judged then."""
    project = {"data": "table.csv", **request.project} if request.project else {}
    region = region_called(request.region, request.area) or _REGION
    return first_spec(request.name or _NAME, request.area, region, request.controller, project)


def _missing(request: InitRequest) -> Iterator[Problem]:
    if not request.name:
        yield Problem("name", "is missing", next_step=f"such as {_NAME}")
    if not request.region:
        yield Problem("residency.region", "is missing", next_step=f"such as {_REGION}, or Frankfurt")
    if request.project and "data" not in request.project:
        of_table = next(name for name in request.project if name != "blueprint")
        yield Problem(f"project.{of_table}", "needs a table", next_step="name it with --data")


def _spec_of_table(project: Mapping[str, Any]) -> Spec | None:
    """Of the table alone, where what is said beside it is wrong; None if there is none, or it is said wrongly."""
    if "data" not in project:
        return None
    try:
        return parse(parse_text(first_spec(_NAME, "eu", _REGION, {}, project), SPEC_FILE))
    except InputError:
        return None


def _inferred(path: Path, spec: Spec | None) -> Inferred | None:
    """What is read off the table that the spec names. Raises: InputError."""
    if spec is None or spec.project is None:
        return None
    return planned_project(Workspace(path.resolve(), spec, next(iter(spec.environments)), find(DEFAULT))).inferred


def problems_of_answers(name: str = _NAME, region: str = _REGION, area: str = "eu") -> list[str]:
    """What the spec has against an answer, one by one."""
    try:
        parse(parse_text(first_spec(name, area, region, {}, {}), SPEC_FILE))
    except InputError as error:
        return [in_options(problem).objection for problem in error.problems]
    return []


def region_called(said: str, area: str) -> str:
    """A region by its name or its city, in any case; what is neither is left to the spec's own rules."""
    inside = {catalogue()[name].city.lower(): name for name in reversed(regions_in(area_of(split_terms(area))[0]))}
    return inside.get(said.strip().lower()) or region_meant(said)


def proposed_name(folder: Path) -> str:
    """What a spec in this folder may be called: the folder's name, as far as Google takes it."""
    return fitting_name(folder.resolve().name) or "ml-project"


def free_place(folder: Path) -> Path:
    """Where the spec goes. Raises: InputError if one is there already, or no folder is."""
    path = folder / SPEC_FILE
    if path.exists():
        step = "edit it, or go to another folder; `landfast up` brings it up"
        raise InputError([Problem(str(path), "is there already, and is never overwritten", next_step=step)])
    if not folder.is_dir():
        raise InputError([Problem(str(folder), "is no folder", next_step="make it, or name another with --into")])
    return path
