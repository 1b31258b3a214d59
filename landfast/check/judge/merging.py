"""One report of several, and one finding of what several documents have from the same line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from operator import and_

from landfast.check.judge.coverage import Coverage
from landfast.check.judge.verdict import UNUSED_WAIVER, BaselineUse, Finding, Inventory, Report

# The calls that lead to a resource, with their keys: each root has its own name for them.
_CALLS = re.compile(r"(?:module\.[^.\[]+(?:\[(?:[^\"\]]*|\"(?:[^\"\\]|\\.)*\")\])?\.)+")


def folded(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In their order, those that several documents have from the same line once. Two of one document stay two."""
    found = list(findings)
    # One document has nothing in common with another: of many thousand findings nothing is laid out beside them.
    apart = found if len({finding.document for finding in found}) < 2 else _once(found)
    return tuple(sorted(apart, key=lambda each: each.order))


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        alike.setdefault(_identity(finding), []).append(finding)
    for same in alike.values():
        by_document: dict[str, list[Finding]] = {}
        for finding in same:
            by_document.setdefault(finding.document, []).append(finding)
        yield from _together(by_document)


def _identity(finding: Finding) -> tuple[object, ...]:
    """What makes a finding the same in another document: the line, what it makes, and what is said of it."""
    resource = _CALLS.sub("", finding.address)
    # A document that stands for its own source has no line to share.
    own = finding.document if finding.source == finding.document else ""
    waiver = (finding.waiver.rule, finding.waiver.address) if finding.waiver else None
    return finding.rule.id, finding.source, resource, finding.path, finding.message, finding.unknown, waiver, own


def _together(same: dict[str, list[Finding]]) -> Iterator[Finding]:
    for number in range(max(map(len, same.values()))):
        first, *others = (found[number] for found in same.values() if len(found) > number)
        also = dict.fromkeys((*first.also, *(document for other in others for document in other.documents)))
        keys = tuple(key for one in (first, *others) for key in one.keys)
        yield replace(first, also=tuple(sorted(also)), keys=keys) if also else first


def merged(reports: Sequence[Report]) -> Report:
    """One report of several. A waiver counts as unused only if none of them used it."""
    findings = {finding.order: finding for report in reports for finding in report.findings}
    used = {(waived.waiver.rule, waived.waiver.address) for r in reports for waived in r.waived if waived.waiver}
    kept = [f for f in findings.values() if f.rule.id != UNUSED_WAIVER or (f.document, f.address) not in used]
    ran: dict[str, int] = {}
    coverage, inventory = Coverage(), Inventory()
    for report in reports:
        coverage = coverage.plus(report.coverage)
        inventory = inventory.plus(report.inventory)
        for rule, count in report.ran.items():
            ran[rule] = ran.get(rule, 0) + count
    return Report(
        folded(kept),
        folded(finding for report in reports for finding in report.waived),
        coverage,
        tuple(dict.fromkeys(problem for report in reports for problem in report.problems)),
        ran,
        inventory,
        next((report.second for report in reports if report.second), ""),
        known=folded(finding for report in reports for finding in report.known),
        frameworks=next((report.frameworks for report in reports), ()),
        baseline=_unused_by_all([report.baseline for report in reports if report.baseline]),
        rules=tuple(dict.fromkeys(rule for report in reports for rule in report.rules)),
    )


def _unused_by_all(uses: Sequence[BaselineUse]) -> BaselineUse | None:
    if not uses:
        return None
    stale = reduce(and_, (Counter(use.stale) for use in uses))
    return replace(uses[0], stale=tuple(sorted(stale.elements())))
