"""Judges the environments of a spec, Terraform that anyone wrote, or an ML project."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from landfast import SPEC_FILE
from landfast.check import Configuration, Document, PolicyContext, Report, Subject
from landfast.check import check as judge
from landfast.check.kinds import PROJECT, SPEC, is_spec, kind_of
from landfast.check.projects.folder import is_project
from landfast.check.report.formats.registry import format_of, write
from landfast.check.report.paths import placed
from landfast.core.errors import InputError, Problem
from landfast.core.near import near_misses
from landfast.gcp.places import area_meant
from landfast.gcp.regions import areas
from landfast.jobs.occasion import occasion
from landfast.jobs.result import report_document

# `check` of a folder is over before a spec's reader is loaded.
if TYPE_CHECKING:
    from landfast.jobs.report_document import ReportDocument
    from landfast.policies.model import Severity
    from landfast.targets.workspace import Workspace

Input = tuple[Sequence[Subject], PolicyContext]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """What is judged, and under which rules.

    `path` is judged as the `kind` that is named, else as the first that is there; without one it is the spec's
    environments, or the one named. `values` are files of values for Terraform's variables. The rules are those of
    `spec`, else of the bare residency `area`, with the `waivers` of a file. `checkov` asks checkov too, with the folder
    `checkov_policies` beside its own. `out`: files whose names ask for a format.
    """

    path: Path | None = None
    spec: Path | None = None
    environment: str | None = None
    area: str = "eu"
    kind: str | None = None
    values: Sequence[Path] = ()
    waivers: Path | None = None
    checkov: bool = False
    checkov_policies: Path | None = None
    fail_on: Severity = "low"
    out: Sequence[Path] = ()

    @property
    def asks_checkov(self) -> bool:
        return self.checkov or self.checkov_policies is not None


@dataclasses.dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdict, and the least severity that makes it a failure."""

    report: Report
    fail_on: Severity

    command: ClassVar[str] = "check"
    workspace: ClassVar[None] = None

    @property
    def exit_code(self) -> int:
        return self.report.exit_code(self.fail_on)

    def to_json(self) -> ReportDocument:
        return report_document(self.report)


def check(request: CheckRequest) -> CheckResult:
    """Judges, then writes every file that was asked for. Raises: InputError, UserError."""
    for file in request.out:
        format_of(file)  # A name that asks for no format is refused before the work.
    path, kind = request.path, request.kind
    if path is None:
        report = _of_spec(request, request.spec, request.environment)
    elif kind == SPEC or (kind is None and is_spec(path)):
        report = _of_spec(request, path / SPEC_FILE if path.is_dir() else path, None)
    else:
        report = _of_path(request, path)
    for file in request.out:
        write(report, file, request.fail_on)
    return CheckResult(report, request.fail_on)


def _of_spec(request: CheckRequest, spec: Path | None, environment: str | None) -> Report:
    """Verdict on one environment of a spec, or on all of them, synthesized afresh. Raises: InputError."""
    from landfast.synth import stacks_of_each
    from landfast.targets.workspace import Workspace

    first = Workspace.open(spec, environment)
    names = [environment] if environment else list(first.spec.environments)
    answers = stacks_of_each([(first.spec, name, first.target) for name in names])
    workspaces = (dataclasses.replace(first, environment_name=name) for name in names)
    report = _verdict([_environment(*pair) for pair in zip(workspaces, answers, strict=True)], request)
    residency = first.spec.residency
    area = f"{residency.area}, home region {residency.region}"
    return dataclasses.replace(report, occasion=occasion(first.spec_path, area, names))


def _environment(workspace: Workspace, stacks: Sequence[Mapping[str, Any]]) -> Input:
    from landfast.judging import policy_context

    simulated = workspace.target.simulated
    documents = (
        Document(f"{workspace.environment_name}/{stack['name']}", stack["document"], stack["sources"], simulated)
        for stack in stacks
    )
    return [Configuration(document) for document in documents], policy_context(workspace)


def _verdict(inputs: Sequence[Input], request: CheckRequest) -> Report:
    """Judges each input by itself; checkov is started once for all of them."""
    if not request.asks_checkov:
        return Report.merged(judge(subjects, context) for subjects, context in inputs)
    from landfast.check.checkov import second_opinions

    opinions = second_opinions([subjects for subjects, _context in inputs], request.checkov_policies)
    pairs = zip(inputs, opinions, strict=True)
    return Report.merged(judge(subjects, context, second=opinion) for (subjects, context), opinion in pairs)


def _of_path(request: CheckRequest, path: Path) -> Report:
    """Verdict on what stands at a path. A generated ML project is judged by the spec beside it, unless one is named."""
    found = kind_of(path, request.kind)
    beside = path.resolve().parent / SPEC_FILE
    spec = request.spec
    if spec is None and found.name == PROJECT and is_project(path) and beside.is_file():
        spec = beside
    if request.asks_checkov and found.name == PROJECT:
        step = "leave it out, or name Terraform"
        raise InputError([Problem("--checkov", "is asked of Terraform, not of an ML project", next_step=step)])
    context = _context(spec, request)
    report = placed(_verdict([(found.load(path, request.values), context)], request), path)
    area = f"{context.area}, home region {context.region}" if context.region else context.area
    return dataclasses.replace(report, occasion=occasion(path, area))


def _context(spec: Path | None, request: CheckRequest) -> PolicyContext:
    if spec:
        from landfast.judging import policy_context
        from landfast.targets.workspace import Workspace

        context = policy_context(Workspace.open(spec, None))
    else:
        context = PolicyContext(area=_known(request.area), today=dt.datetime.now(dt.UTC).date())
    if request.waivers is None:
        return context
    from landfast.stacks.spec.exceptions import load_exceptions

    given = load_exceptions(request.waivers)
    waivers, processors = (*context.waivers, *given.waivers), (*context.processors, *given.processors)
    return dataclasses.replace(context, waivers=waivers, processors=processors)


def _known(area: str) -> str:
    if area in areas():
        return area
    meant = area_meant(area, areas()) or next(iter(near_misses(area, areas())), "")
    if meant.lower() == area.lower():
        return meant
    step = f"did you mean {meant}?" if meant else "use one of these"
    raise InputError([Problem("--area", "is no residency area", area, f"there are {', '.join(areas())}", step)])
