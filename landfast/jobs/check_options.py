"""Which options of a check apply to what is judged: one that doesn't is refused, never ignored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from landfast.check.kinds import PLAN, PROJECT, SPEC, SYNTHESIS, TERRAFORM
from landfast.check.report.formats.registry import format_of
from landfast.core.errors import InputError, Problem
from landfast.core.near import near_misses

if TYPE_CHECKING:
    from landfast.jobs.check import CheckRequest

# Whose rules a PATH is judged by: of the spec that it is, of one that is named, of one that it comes with (beside a
# project, or recorded in a synthesis), or of nobody but the options.
Rules = Literal["own", "named", "found", "options"]


@dataclass(frozen=True, slots=True)
class CheckScope:
    """What is judged, and by whose rules. `one_environment`: those rules are of one environment already."""

    kind: str
    rules: Rules
    one_environment: bool = False


@dataclass(frozen=True, slots=True)
class _Option:
    """An option: the field of the request, the kinds and rules that it goes with, and what to do otherwise."""

    name: str
    field: str
    kinds: frozenset[str]
    rules: frozenset[str]
    step: str


_KINDS = frozenset({SPEC, SYNTHESIS, TERRAFORM, PLAN, PROJECT})
_ANY = frozenset({"own", "named", "found", "options"})
_BARE = frozenset({"options"})
OPTIONS = (
    _Option("--area", "area", _KINDS - {SPEC}, _BARE, "set residency.area in landfast.yaml, or leave it out"),
    _Option("--deny", "deny", _KINDS - {SPEC}, _BARE, "set residency.deny in landfast.yaml, or leave it out"),
    _Option("--waivers", "waivers", _KINDS - {SPEC}, _BARE, "write them under waivers in landfast.yaml"),
    _Option("--environment", "environment", _KINDS, _ANY - _BARE, "name the spec, too, with --spec"),
    _Option("--spec", "spec", _KINDS - {SPEC}, _ANY, "PATH is one already: name one of them"),
    _Option("--var-file", "values", frozenset({TERRAFORM}), _ANY, "leave it out: it has no variables to be set"),
    _Option("--fix", "fix", frozenset({TERRAFORM}), _ANY, "name the folder of the .tf files that it is made of"),
    _Option("--diff", "diff", frozenset({TERRAFORM}), _ANY, "name the folder of the .tf files that it is made of"),
    _Option("--exclude", "exclude", frozenset({TERRAFORM, PROJECT}), _ANY, "leave it out: all of it is judged"),
    _Option(
        "--since",
        "since",
        frozenset({TERRAFORM, PROJECT}),
        _ANY,
        "name Terraform, or a project",
    ),
    _Option("--checkov", "checkov", _KINDS - {PROJECT}, _ANY, "leave it out, or name Terraform"),
    _Option("--checkov-policies", "checkov_policies", _KINDS - {PROJECT}, _ANY, "leave it out, or name Terraform"),
)
_WHAT = {
    SPEC: "a spec",
    SYNTHESIS: "what `landfast synth` wrote",
    TERRAFORM: "Terraform",
    PLAN: "a plan",
    PROJECT: "an ML project",
}
_WHOSE = {
    "own": "",
    "named": " under the rules of --spec",
    "found": " under the rules of the spec that it comes from",
    "options": " without a spec",
}


def refuse_what_does_not_apply(request: CheckRequest, judged: CheckScope) -> None:
    """Raises: InputError with every option that was given and says nothing about what is judged."""
    problems = list(_problems(request, judged))
    if problems:
        raise InputError(problems)


def _problems(request: CheckRequest, judged: CheckScope) -> Iterator[Problem]:
    what = f"{_WHAT[judged.kind]}{_WHOSE[judged.rules]}"
    if request.kind is not None and request.path is None:
        step = "name a PATH, or leave it out"
        yield Problem("--kind", "says what PATH is, and there is none", request.kind, next_step=step)
    for option in OPTIONS:
        given = getattr(request, option.field)
        # Without a PATH the spec that is judged is the one that --spec names.
        if not given or (option.field == "spec" and request.path is None):
            continue
        applies = judged.kind in option.kinds and judged.rules in option.rules
        if option.field == "environment" and judged.one_environment:
            applies = False
        if not applies:
            yield Problem(option.name, f"does not apply to {what}", next_step=option.step)


def wants_fixes(request: CheckRequest) -> bool:
    return request.fix or request.diff or request.suggest or any(format_of(file) == "sarif" for file in request.out)


def refuse_fixes_that_can_not_be(request: CheckRequest) -> None:
    """Raises: InputError."""
    given = [name for name, is_given in (("--fix", request.fix), ("--diff", request.diff)) if is_given]
    problems = []
    if len(given) == 2:
        problems.append(Problem("--diff", "only shows what --fix writes", next_step="leave out one of them"))
    if given and request.asks_checkov:
        problems.append(Problem(given[0], "does not go with --checkov", next_step="leave out one of them"))
    if problems:
        raise InputError(problems)


def frameworks_asked_for(request: CheckRequest) -> tuple[str, ...]:
    """The ids of the frameworks that are meant. Raises: InputError with every name that is none."""
    if not request.frameworks:
        return ()
    from landfast.policies.frameworks import framework_meant, frameworks

    ids = [each.id for each in frameworks()]
    meant = {name: framework_meant(name) for name in request.frameworks}
    problems = []
    for name, found in meant.items():
        if found is None:
            near = ", ".join(near_misses(name, ids))
            step = f"did you mean {near}?" if near else "use one of these"
            problems.append(Problem("--framework", "is no framework here", name, f"there are {', '.join(ids)}", step))
    if request.asks_checkov:
        step = "leave out one of them"
        problems.append(Problem("--framework", "does not go with --checkov, whose checks serve none", next_step=step))
    if problems:
        raise InputError(problems)
    return tuple(sorted({found.id for found in meant.values() if found}, key=ids.index))


def refuse_environment(path: Path, spec: Path | None) -> None:
    """Other commands take an environment where this one takes a path. Raises: InputError, also of a broken spec."""
    from landfast.targets.workspace import Workspace, find_spec

    try:
        place = spec or find_spec(Path.cwd())
    except InputError:
        return
    if str(path) in Workspace.open(place, None).spec.environments:
        step = f"`landfast check --environment {path}` judges it"
        raise InputError([Problem(str(path), f"is an environment of {place.name}, not a path", next_step=step)])
