"""What `landfast check` judges: the environments of a spec, Terraform that anyone wrote, or an ML project."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landfast import SPEC_FILE
from landfast.check import Context, Document, Report, check
from landfast.check.kinds import PROJECT, SPEC, is_spec, kind_of
from landfast.check.placing import placed
from landfast.check.project.folder import is_project
from landfast.core.errors import InputError, Problem
from landfast.gcp.regions import areas, near_misses

if TYPE_CHECKING:
    from landfast.core.progress import Reporter, State
    from landfast.workspace import Workspace

Input = tuple[Sequence[Document], Context]


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """What stands at a path: of the kind that is named, else of the first that is there.

    `values` are files of values for Terraform's variables.
    """

    path: Path
    kind: str | None = None
    values: Sequence[Path] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Rules:
    """Under which rules: those of a spec, or of a bare residency area. `exceptions`: a file of waivers, processors."""

    spec_path: Path | None = None
    area: str = "eu"
    exceptions: Path | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Checkov:
    """That checkov is asked too, and a folder of policies that it is given beside its own."""

    policies: Path | None = None


def check_spec(spec_path: Path | None, environment: str | None, checkov: Checkov | None = None) -> Report:
    """Verdict on one environment of a spec, or on all of them, synthesized afresh. Raises: InputError."""
    from landfast.synth import stacks_of_each
    from landfast.workspace import Workspace

    first = Workspace.open(spec_path, environment, "rehearsal")
    names = [environment] if environment else list(first.spec.environments)
    answers = stacks_of_each([(first.spec, name, first.target) for name in names])
    workspaces = (dataclasses.replace(first, environment_name=name) for name in names)
    return _verdict([_environment(*pair) for pair in zip(workspaces, answers, strict=True)], checkov)


def _environment(workspace: Workspace, stacks: Sequence[Mapping[str, Any]]) -> Input:
    from landfast.provision import policy_context

    documents = [
        Document(f"{workspace.environment_name}/{stack['name']}", stack["document"], stack["sources"], rehearsal=True)
        for stack in stacks
    ]
    return documents, policy_context(workspace)


def _verdict(inputs: Sequence[Input], checkov: Checkov | None) -> Report:
    """Judges each input by itself; checkov is started once for all of them."""
    if checkov is None:
        return Report.merged(check(documents, context) for documents, context in inputs)
    from landfast.check.second import second_opinions

    opinions = second_opinions([documents for documents, _context in inputs], checkov.policies)
    pairs = zip(inputs, opinions, strict=True)
    return Report.merged(check(documents, context, second=opinion) for (documents, context), opinion in pairs)


def check_path(subject: Subject, rules: Rules, checkov: Checkov | None = None) -> Report:
    """Verdict on a spec, or on what else stands at a path.

    A generated ML project is judged by the spec beside it, unless another is named. Raises: InputError.
    """
    path, kind = subject.path, subject.kind
    if kind == SPEC or (kind is None and is_spec(path)):
        return check_spec(path / SPEC_FILE if path.is_dir() else path, None, checkov)
    found = kind_of(path, kind)
    beside = path.resolve().parent / SPEC_FILE
    if rules.spec_path is None and found.name == PROJECT and is_project(path) and beside.is_file():
        rules = dataclasses.replace(rules, spec_path=beside)
    if checkov and found.name == PROJECT:
        step = "leave it out, or name Terraform"
        raise InputError([Problem("--checkov", "is asked of Terraform, not of an ML project", next_step=step)])
    context = _context(rules)
    return placed(_verdict([(found.load(path, subject.values), context)], checkov), path)


def _context(rules: Rules) -> Context:
    if rules.spec_path:
        from landfast.provision import policy_context
        from landfast.workspace import Workspace

        context = policy_context(Workspace.open(rules.spec_path, None, "rehearsal"))
    else:
        context = Context(area=_known(rules.area), today=dt.datetime.now(dt.UTC).date())
    if rules.exceptions is None:
        return context
    from landfast.stacks.exceptions import load_exceptions

    given = load_exceptions(rules.exceptions)
    waivers, processors = (*context.waivers, *given.waivers), (*context.processors, *given.processors)
    return dataclasses.replace(context, waivers=waivers, processors=processors)


def gate_project(workspace: Workspace, folder: Path, report: Reporter) -> None:
    """Lets the ML project of an environment run, if what it names stays in the area. Raises: PolicyRefusedError."""
    from landfast.check.project.folder import load_project
    from landfast.core.progress import Event
    from landfast.provision import GATE, PolicyRefusedError, policy_context

    started = time.monotonic()
    verdict = placed(check(load_project(folder), policy_context(workspace)), folder)
    refused = verdict.exit_code(GATE) != 0
    state: State = "failed" if refused else "done"
    seconds = time.monotonic() - started
    report(Event("check", state, subject=folder.name, detail=verdict.summary(), seconds=seconds))
    if refused:
        raise PolicyRefusedError(verdict, f"ML project {workspace.shown(folder)}")


def _known(area: str) -> str:
    if area in areas():
        return area
    near = near_misses(area, areas())
    step = f"did you mean {near[0]}?" if near else "use one of these"
    raise InputError([Problem("--area", "no such residency area", area, f"there are {', '.join(areas())}", step)])
