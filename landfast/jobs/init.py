"""Writes the first spec: valid, commented, and never over another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class InitRequest:
    """A spec in `folder`. `controller` and `project` have the fields of those sections; empty: left for later."""

    folder: Path
    name: str
    region: str
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
    """Raises: InputError with every problem of what was said, or if a spec is there already."""
    path = request.folder / SPEC_FILE
    _check_free(path)
    region = region_called(request.region, request.area)
    text = first_spec(request.name, request.area, region, request.controller, request.project)
    inferred = None
    try:
        spec = parse(parse_text(text, SPEC_FILE))
        if spec.project is not None:
            # The table is looked at now: what is wrong with it is no surprise of `up`.
            inferred = planned_project(
                Workspace(path.resolve(), spec, next(iter(spec.environments)), find(DEFAULT))
            ).inferred
    except InputError as error:
        raise InputError(in_options(problem) for problem in error.problems) from None
    write(path, text.encode())
    return InitResult(path, spec, text, inferred)


def problems_of_answers(name: str = "churn", region: str = "europe-west4", area: str = "eu") -> list[str]:
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


def _check_free(path: Path) -> None:
    if path.exists():
        step = "edit it, or go to another folder; `landfast up` brings it up"
        raise InputError([Problem(str(path), "is there already, and is never overwritten", next_step=step)])
    if not path.parent.is_dir():
        raise InputError([Problem(str(path.parent), "is no folder", next_step="make it, or name another with --into")])
