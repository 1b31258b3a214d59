"""What `landfast check` judges: the environments of a spec, or Terraform JSON that anyone wrote."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landfast import SPEC_FILE
from landfast.check import Context, Document, Report, check
from landfast.check.kinds import SPEC, is_spec, kind_of
from modules.errors import InputError, Problem
from modules.regions import areas, near_misses

if TYPE_CHECKING:
    from landfast.workspace import Workspace


def check_spec(spec_path: Path | None, environment: str | None) -> Report:
    """Verdict on one environment of a spec, or on all of them, synthesized afresh. Raises: InputError."""
    from landfast.synth import stacks_of_each
    from landfast.workspace import Workspace

    first = Workspace.open(spec_path, environment, "rehearsal")
    names = [environment] if environment else list(first.spec.environments)
    answers = stacks_of_each([(first.spec, name, first.target) for name in names])
    workspaces = (dataclasses.replace(first, environment_name=name) for name in names)
    return Report.merged(_check_environment(*pair) for pair in zip(workspaces, answers, strict=True))


def _check_environment(workspace: Workspace, stacks: Sequence[Mapping[str, Any]]) -> Report:
    from landfast.provision import policy_context

    documents = [
        Document(f"{workspace.environment_name}/{stack['name']}", stack["document"], stack["sources"], rehearsal=True)
        for stack in stacks
    ]
    return check(documents, policy_context(workspace))


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """What stands at a path: of the kind that is named, else of the first that is there.

    `values` are files of values for Terraform's variables.
    """

    path: Path
    kind: str | None = None
    values: Sequence[Path] = ()


def check_path(subject: Subject, spec_path: Path | None, area: str) -> Report:
    """Verdict on a spec, or on what else stands at a path under the rules of a spec or of a bare residency area.

    Raises: InputError.
    """
    path, kind = subject.path, subject.kind
    if kind == SPEC or (kind is None and is_spec(path)):
        return check_spec(path / SPEC_FILE if path.is_dir() else path, None)
    if spec_path:
        from landfast.provision import policy_context
        from landfast.workspace import Workspace

        context = policy_context(Workspace.open(spec_path, None, "rehearsal"))
    else:
        context = Context(area=_known(area), today=dt.datetime.now(dt.UTC).date())
    return check(kind_of(path, kind).load(path, subject.values), context)


def _known(area: str) -> str:
    if area in areas():
        return area
    near = near_misses(area, areas())
    step = f"did you mean {near[0]}?" if near else "use one of these"
    raise InputError([Problem("--area", "no such residency area", area, f"there are {', '.join(areas())}", step)])
