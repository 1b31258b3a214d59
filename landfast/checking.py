"""What `landfast check` judges: the environments of a spec, or Terraform JSON that anyone wrote."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from landfast.check import Context, Document, Report, check, load_documents
from landfast.check.second import second_opinions
from landfast.provision import policy_context
from landfast.synth import stacks_of_each
from landfast.workspace import SPEC_FILE, Workspace
from modules.errors import InputError, Problem
from modules.regions import areas, near_misses

YAML = (".yaml", ".yml")


Input = tuple[Sequence[Document], Context]


@dataclasses.dataclass(frozen=True)
class Checkov:
    """That checkov is asked too, and a folder of policies that it is given beside its own."""

    policies: Path | None = None


def check_spec(spec_path: Path | None, environment: str | None, checkov: Checkov | None = None) -> Report:
    """Verdict on one environment of a spec, or on all of them, synthesized afresh. Raises: InputError."""
    first = Workspace.open(spec_path, environment, "rehearsal")
    names = [environment] if environment else list(first.spec.environments)
    answers = stacks_of_each([(first.spec, name, first.target) for name in names])
    workspaces = (dataclasses.replace(first, environment_name=name) for name in names)
    return _verdict([_environment(*pair) for pair in zip(workspaces, answers, strict=True)], checkov)


def _verdict(inputs: Sequence[Input], checkov: Checkov | None) -> Report:
    """Judges each input by itself; checkov is started once for all of them."""
    asked = [documents for documents, _context in inputs]
    opinions = second_opinions(asked, checkov.policies) if checkov else [None] * len(inputs)
    return Report.merged(
        check(documents, context, second=opinion)
        for (documents, context), opinion in zip(inputs, opinions, strict=True)
    )


def _environment(workspace: Workspace, stacks: Sequence[Mapping[str, Any]]) -> Input:
    documents = [
        Document(f"{workspace.environment_name}/{stack['name']}", stack["document"], stack["sources"], rehearsal=True)
        for stack in stacks
    ]
    return documents, policy_context(workspace)


def check_path(path: Path, spec_path: Path | None, area: str, checkov: Checkov | None = None) -> Report:
    """Verdict on a spec, or on Terraform JSON under the rules of a spec or of a bare residency area.

    Raises: InputError.
    """
    if path.suffix in YAML or (path / SPEC_FILE).is_file():
        return check_spec(path / SPEC_FILE if path.is_dir() else path, None, checkov)
    if spec_path:
        context = policy_context(Workspace.open(spec_path, None, "rehearsal"))
    else:
        context = Context(area=_known(area), today=dt.datetime.now(dt.UTC).date())
    return _verdict([(load_documents(path), context)], checkov)


def _known(area: str) -> str:
    if area in areas():
        return area
    near = near_misses(area, areas())
    step = f"did you mean {near[0]}?" if near else "use one of these"
    raise InputError([Problem("--area", "no such residency area", area, f"there are {', '.join(areas())}", step)])
