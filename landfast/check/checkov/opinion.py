"""Turns what checkov says of the copy into findings on the resources that the copy was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from landfast.check.checkov.ask import Answer, Verdict, ask
from landfast.check.checkov.rules import exceptions, rule_of
from landfast.check.checkov.sanitised import address_of, plan_of
from landfast.check.judge.engine import evaluated, subjects_by_name
from landfast.check.judge.verdict import Finding, Opinion
from landfast.check.subject import Subject
from landfast.core.errors import InputError, Problem
from landfast.policies.model import Resource

POLICY_FILES = (".py", ".yaml", ".yml", ".json")
# What landfast synthesized knows the line of Python that made it; of other Terraform the lines are its own.
_PYTHON = ".py:"
_INDEX = re.compile(r"/?\[[^\]]*\]")


def second_opinions(inputs: Sequence[Sequence[Subject]], policies: Path | None = None) -> list[Opinion]:
    """What checkov says of each input, in one run. `policies` is a folder of checkov policies that it is given too.

    Raises: InputError if checkov can't be had, or the folder holds what is no policy.
    """
    files = _policy_files(policies) if policies else []
    each = [[r for r in evaluated(subjects) if r.mode in ("managed", "data")] for subjects in inputs]
    starts = [sum(map(len, each[:number])) for number in range(len(each))]
    answer = ask([plan_of(resources, start) for resources, start in zip(each, starts, strict=True)], files)
    everything = [resource for resources in each for resource in resources]
    numbers = {address_of(number, resource): number for number, resource in enumerate(everything)}
    text = f"checkov {answer.version}: {sum(map(bool, answer.ran.values()))} checks on {len(everything)} resources"
    restored = tuple(_restored(problem, numbers, everything) for problem in answer.problems)
    found = []
    for number, (subjects, resources, start) in enumerate(zip(inputs, each, starts, strict=True)):
        named = {address_of(n, resource): resource for n, resource in enumerate(resources, start)}
        open_, excepted = _findings(answer, named, subjects)
        ran = {check: count for check, count in answer.ran.items() if count} if number == 0 else {}
        found.append(Opinion(text, tuple(open_), tuple(excepted), restored if number == 0 else (), ran))
    return found


def _findings(
    answer: Answer, named: Mapping[str, Resource], subjects: Sequence[Subject]
) -> tuple[list[Finding], list[Finding]]:
    """(findings, those that an exception of landfast's own covers). Only stacks that landfast made have exceptions."""
    by_name = subjects_by_name(subjects)
    open_: list[Finding] = []
    excepted: list[Finding] = []
    for verdict in answer.failed:
        resource = named.get(verdict.address)
        if resource is None:
            continue
        source = by_name[resource.document].source(resource.address)
        finding = _finding(verdict, resource, source, answer.version)
        ours = _PYTHON in source and not finding.unknown
        covering = [each for each in exceptions() if ours and each.covers(finding.rule.id, resource)]
        (excepted if covering else open_).append(replace(finding, waiver=covering[0] if covering else None))
    return open_, excepted


def _finding(verdict: Verdict, resource: Resource, source: str, version: str) -> Finding:
    rule = rule_of(verdict.check, verdict.title)
    says = f"checkov {version} can't tell: {verdict.why}" if verdict.why else f"checkov {version} says no"
    return Finding(rule, resource.document, resource.address, _path(verdict.keys), says, source, bool(verdict.why))


def _path(keys: Sequence[str]) -> str:
    """The attribute that a check looked at, as our own rules write it; empty if it names none."""
    found = (_INDEX.sub("", key).strip("/").replace("/", ".") for key in keys if key != "resource_type")
    return next((path for path in found if re.fullmatch(r"[\w.-]+", path)), "")


def _restored(problem: Problem, numbers: Mapping[str, int], resources: Sequence[Resource]) -> Problem:
    """A problem in which a resource has its own address again."""
    value = problem.value
    for word in value.split():
        if word in numbers:
            value = value.replace(word, resources[numbers[word]].address)
    return replace(problem, value=value)


def _policy_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise InputError([Problem(str(folder), "is no folder", next_step="name a folder of checkov policies")])
    files = list(_files(folder))
    bad = [file for file in files if file.suffix not in POLICY_FILES]
    problems = [Problem(str(file), "is no policy", limit=", ".join(POLICY_FILES), next_step="move it") for file in bad]
    if not files:
        problems.append(Problem(str(folder), "holds no policy", limit=", ".join(POLICY_FILES)))
    if problems:
        raise InputError(problems)
    return files


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__")) or path.suffix == ".md":
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path.resolve()
