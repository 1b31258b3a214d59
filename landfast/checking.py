"""What `landfast check` judges: the environments of a spec, or Terraform JSON that anyone wrote."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from landfast.check import Context, Document, Report, check, load_documents
from landfast.check.placing import placed
from landfast.check.project.folder import is_project, load_project
from landfast.progress import Event, Reporter, State
from landfast.provision import PolicyRefusedError, policy_context
from landfast.synth import stacks_of_each
from landfast.workspace import SPEC_FILE, Workspace
from modules.errors import InputError, Problem
from modules.regions import areas, near_misses
from policies.model import Severity

YAML = (".yaml", ".yml")
# Base images are mirrored before the first build for the cloud; what runs here is not in them.
PROJECT_GATE: Severity = "high"


def check_spec(spec_path: Path | None, environment: str | None) -> Report:
    """Verdict on one environment of a spec, or on all of them, synthesized afresh. Raises: InputError."""
    first = Workspace.open(spec_path, environment, "rehearsal")
    names = [environment] if environment else list(first.spec.environments)
    answers = stacks_of_each([(first.spec, name, first.target) for name in names])
    workspaces = (dataclasses.replace(first, environment_name=name) for name in names)
    merged = Report.merged(_check_environment(*pair) for pair in zip(workspaces, answers, strict=True))
    return placed(merged, first.spec_path)


def _check_environment(workspace: Workspace, stacks: Sequence[Mapping[str, Any]]) -> Report:
    documents = [
        Document(f"{workspace.environment_name}/{stack['name']}", stack["document"], stack["sources"], rehearsal=True)
        for stack in stacks
    ]
    return check(documents, policy_context(workspace))


def check_path(path: Path, spec_path: Path | None, area: str, kind: str | None = None) -> Report:
    """Verdict on a spec, on Terraform JSON or on an ML project, under the rules of a spec or of a bare residency area.

    A generated project is judged by the spec beside it, unless another is named. Raises: InputError.
    """
    is_ours = is_project(path)
    if kind == "project" or is_ours:
        beside = path.resolve().parent / SPEC_FILE
        spec_path = spec_path or (beside if is_ours and beside.is_file() else None)
        return placed(check(load_project(path), _context(spec_path, area)), path)
    if path.suffix in YAML or (path / SPEC_FILE).is_file():
        return check_spec(path / SPEC_FILE if path.is_dir() else path, None)
    return placed(check(load_documents(path), _context(spec_path, area)), path)


def gate_project(workspace: Workspace, folder: Path, report: Reporter) -> None:
    """Lets the ML project of an environment run, if what it names stays in the area. Raises: PolicyRefusedError."""
    started = time.monotonic()
    verdict = placed(check(load_project(folder), policy_context(workspace)), folder)
    refused = verdict.exit_code(PROJECT_GATE) != 0
    state: State = "failed" if refused else "done"
    seconds = time.monotonic() - started
    report(Event("check", state, subject=folder.name, detail=verdict.summary(), seconds=seconds))
    if refused:
        raise PolicyRefusedError(verdict, f"ML project {workspace.shown(folder)}")


def _context(spec_path: Path | None, area: str) -> Context:
    if spec_path:
        return policy_context(Workspace.open(spec_path, None, "rehearsal"))
    return Context(area=_known(area), today=dt.datetime.now(dt.UTC).date())


def _known(area: str) -> str:
    if area in areas():
        return area
    near = near_misses(area, areas())
    step = f"did you mean {near[0]}?" if near else "use one of these"
    raise InputError([Problem("--area", "no such residency area", area, f"there are {', '.join(areas())}", step)])
