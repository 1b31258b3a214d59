"""Judges the environments of a spec, Terraform that anyone wrote, or an ML project."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from landfast import SPEC_FILE
from landfast.check import Document, Opinion, PolicyContext, Report, Subject, merged, subject_of
from landfast.check import check as judge
from landfast.check.kinds import PROJECT, SPEC, SYNTHESIS, TERRAFORM, is_project, is_spec, kind_at
from landfast.check.options import Globs, ReadOptions
from landfast.check.read.documents import MANIFEST
from landfast.check.report.formats.registry import format_of, write
from landfast.check.report.paths import placed
from landfast.jobs.check_baseline import KnownBefore, known_before
from landfast.jobs.check_options import (
    CheckScope,
    frameworks_asked_for,
    refuse_environment,
    refuse_fixes_that_can_not_be,
    refuse_what_does_not_apply,
    wants_fixes,
)
from landfast.jobs.check_since import changed_share
from landfast.jobs.occasion import occasion_of
from landfast.jobs.result import report_document
from landfast.jobs.rules_without_spec import bare_rules
from landfast.policies.registry import rules_in

# `check` of a folder is over before a spec's reader is loaded.
if TYPE_CHECKING:
    from landfast.jobs.check_options import Rules as Whose
    from landfast.jobs.report_document import ReportDocument
    from landfast.policies.model import Severity
    from landfast.synth import MadeOf
    from landfast.targets.workspace import Workspace


@dataclasses.dataclass(frozen=True, slots=True)
class _Input:
    """What is judged under the same rules, and what it is looked up in."""

    subjects: Sequence[Subject]
    context: PolicyContext
    beside: Sequence[Subject] = ()

    def under(self, **settings: Any) -> _Input:
        return dataclasses.replace(self, context=dataclasses.replace(self.context, **settings))


# What was found, and the least severity that is a failure.
Verdict = tuple[Report, "Severity"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """What is judged, and under which rules.

    `path` is judged as the `kind` that is named, else as the first that is there; without one it is the spec's
    environments, or the one named. `values` are files of values for Terraform's variables; `exclude` are patterns of
    paths below it that are left out. The rules are those of
    `spec`, or of the spec that the path comes with, else of the bare residency `area` (`eu`; a list of areas,
    countries and regions, with commas) less what `deny` lists, with the `waivers` of a
    file. `checkov` asks checkov too, with the folder `checkov_policies` beside its own. `fail_on` is the least severity
    that is a failure, else what the spec says. `rules` are files of rules that are written as data, or folders of
    them, which judge too. Of the `frameworks` that are named (`cis`) only the
    rules run. Of Terraform folders and projects only what changed
    `since` a revision of git is judged. Of Terraform, `fix` writes
    what has one right value into the files, `diff` only shows it, `suggest` has it in the report. What the file
    `baseline` has fails nothing; `write_baseline` takes down all that is found, in place of what it had. `out`: files
    whose names ask for a format. What doesn't apply to what is
    judged is refused.
    """

    path: Path | None = None
    spec: Path | None = None
    environment: str | None = None
    area: str | None = None
    deny: str | None = None
    kind: str | None = None
    values: Sequence[Path] = ()
    exclude: Sequence[str] = ()
    waivers: Path | None = None
    checkov: bool = False
    checkov_policies: Path | None = None
    fail_on: Severity | None = None
    frameworks: Sequence[str] = ()
    rules: Sequence[Path] = ()
    since: str | None = None
    fix: bool = False
    diff: bool = False
    suggest: bool = False
    baseline: Path | None = None
    write_baseline: Path | None = None
    out: Sequence[Path] = ()

    @property
    def asks_checkov(self) -> bool:
        return self.checkov or self.checkov_policies is not None


@dataclasses.dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdict, the least severity that makes it a failure, and what `diff` of the request asked for."""

    report: Report
    fail_on: Severity
    diff: str = ""

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
    request = dataclasses.replace(request, frameworks=frameworks_asked_for(request))
    refuse_fixes_that_can_not_be(request)
    diff = ""
    path, kind = request.path, request.kind
    if path is not None and not path.exists():
        refuse_environment(path, request.spec)
    if path is None:
        report, fail_on = _of_spec(request, request.spec)
    elif kind == SPEC or (kind is None and is_spec(path)):
        report, fail_on = _of_spec(request, path / SPEC_FILE if path.is_dir() else path)
    else:
        report, fail_on, diff = _of_path(request, path)
    for file in request.out:
        write(report, file, fail_on)
    return CheckResult(report, fail_on, diff)


def _of_spec(request: CheckRequest, spec: Path | None) -> Verdict:
    """Verdict on one environment of a spec, or on all of them, synthesized afresh. Raises: InputError."""
    refuse_what_does_not_apply(request, CheckScope(SPEC, "own"))
    from landfast.synth import stacks_of_each
    from landfast.targets.workspace import Workspace

    first = Workspace.open(spec, request.environment)
    known = known_before(request, SPEC, first.spec_path)
    names = [request.environment] if request.environment else list(first.spec.environments)
    workspaces = [dataclasses.replace(first, environment_name=name) for name in names]
    # First: rules that are to be there and aren't, or are broken, need no synthesis to be told of.
    contexts = [_with_rules(_standing_context(workspace), request) for workspace in workspaces]
    answers = stacks_of_each([(first.spec, name, first.target) for name in names])
    subjects = (_environment(*pair) for pair in zip(workspaces, answers, strict=True))
    inputs = [_Input(*pair) for pair in zip(subjects, contexts, strict=True)]
    report, fail_on = _verdict(inputs, request, known)
    report = known.said_of(report)
    residency = first.spec.residency
    area = f"{residency.area}, home region {residency.region}"
    occasion = occasion_of(first.spec_path, area, names)
    return dataclasses.replace(placed(report, first.spec_path), occasion=occasion), fail_on


def _standing_context(workspace: Workspace) -> PolicyContext:
    """With what drills have shown, where the environment stands."""
    from landfast.jobs.drill_record import drills_of_standing
    from landfast.judging import policy_context

    return dataclasses.replace(policy_context(workspace), drills=drills_of_standing(workspace))


def _with_rules(context: PolicyContext, request: CheckRequest) -> PolicyContext:
    """With those that the request names. Raises: InputError."""
    more = rules_in(request.rules)
    return dataclasses.replace(context, rules=context.rules.plus(more)) if more else context


def _environment(workspace: Workspace, stacks: Sequence[Mapping[str, Any]]) -> Sequence[Subject]:
    from landfast.synth import TICKET

    simulated = workspace.target.simulated
    documents = (
        Document(
            f"{workspace.environment_name}/{stack['name']}",
            stack["document"],
            stack["sources"],
            simulated,
            asked=stack["name"] == TICKET,
        )
        for stack in stacks
    )
    return [subject_of(document) for document in documents]


def _verdict(inputs: Sequence[_Input], request: CheckRequest, known: KnownBefore) -> Verdict:
    """Judges each input by itself against what is known of it; checkov is started once for all of them."""
    inputs = [one.under(frameworks=tuple(request.frameworks)) for one in inputs]
    if known.compared:
        entries = known.compared.findings
        inputs = [one.under(baseline=entries) for one in inputs]
    opinions: Sequence[Opinion | None] = [None] * len(inputs)
    if request.asks_checkov:
        from landfast.check.checkov import second_opinions

        opinions = second_opinions([one.subjects for one in inputs], request.checkov_policies)
    pairs = zip(inputs, opinions, strict=True)
    report = merged([judge(one.subjects, one.context, one.beside, opinion) for one, opinion in pairs])
    return report, request.fail_on or inputs[0].context.fail_on


def _of_path(request: CheckRequest, path: Path) -> tuple[Report, Severity, str]:
    """Verdict on what stands at a path, under the rules of the spec that is named, or that it comes with; the edits
    that set it right as text."""
    found = kind_at(path, request.kind)
    rules = _rules_of(request, found.name, path)
    refuse_what_does_not_apply(request, CheckScope(found.name, rules.whose, one_environment=rules.one_environment))
    known_rules = (
        rules.context(request.environment) if rules.context else bare_rules(request.area, request.deny, request.waivers)
    )
    context = _with_rules(known_rules, request)
    known = known_before(request, found.name, path)
    options = ReadOptions(request.values, Globs(tuple(request.exclude)))
    share = changed_share(request, found.load(path, options), path, rules.files)
    report, fail_on = _verdict([_Input(share.judged, context, share.beside)], request, known)
    diff = ""
    if found.name == TERRAFORM and wants_fixes(request):
        beside = {subject.mark for subject in share.beside}

        def again(instead: Mapping[Path, bytes]) -> Report:
            subjects = found.load(path, dataclasses.replace(options, instead=instead))
            judged = [subject for subject in subjects if subject.mark not in beside]
            return _verdict([_Input(judged, context, share.beside)], request, known)[0]

        from landfast.jobs.check_fixes import with_fixes  # Here: folders of JSON do without HCL's parser.

        fixed = with_fixes(request, path, share.judged, context, again, report)
        report, diff = fixed.report, fixed.diff
    report = known.said_of(report)
    area = f"{context.area}, home region {context.region}" if context.region else context.area
    found_at = placed(share.said_of(report), path, request.waivers or request.spec)
    return dataclasses.replace(found_at, occasion=occasion_of(path, area)), fail_on, diff


@dataclasses.dataclass(frozen=True, slots=True)
class _Rules:
    """Whose rules a path is judged by, and how they are read, of an environment or the first; from which `files`."""

    whose: Whose
    context: Callable[[str | None], PolicyContext] | None = None
    one_environment: bool = False
    files: tuple[Path, ...] = ()


def _rules_of(request: CheckRequest, kind: str, path: Path) -> _Rules:
    """A generated ML project comes with the spec beside it, a synthesis with the one that it was made of."""
    beside = path.resolve().parent / SPEC_FILE
    if request.spec:
        return _Rules("named", partial(_of_spec_file, request.spec), files=(request.spec,))
    if kind == PROJECT and is_project(path) and beside.is_file():
        return _Rules("found", partial(_of_spec_file, beside), files=(beside,))
    if kind == SYNTHESIS:
        from landfast.synth import made_of

        recorded = made_of(path)
        if recorded is not None:
            return _Rules("found", lambda _environment: _recorded(path, recorded), one_environment=True)
    return _Rules("options", files=(request.waivers,) if request.waivers else ())


def _of_spec_file(spec: Path, environment: str | None) -> PolicyContext:
    from landfast.judging import policy_context
    from landfast.targets.workspace import Workspace

    return policy_context(Workspace.open(spec, environment))


def _recorded(path: Path, made_of: MadeOf) -> PolicyContext:
    """What the policies need to know of the spec that a synthesis was made of. Raises: InputError."""
    from landfast.judging import policy_context
    from landfast.targets.workspace import Workspace

    return policy_context(Workspace.recorded(path / MANIFEST, made_of))
