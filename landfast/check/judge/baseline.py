"""Sets what was found before apart from what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from landfast.check.judge.keys import FindingKey
from landfast.check.judge.verdict import BaselineUse, Finding, Report


@dataclass(frozen=True, slots=True)
class Sorted:
    """`stale` are entries of the baseline that nothing was found for, each as often as that."""

    new: list[Finding]
    known: list[Finding]
    stale: tuple[FindingKey, ...]


def sorted_by(baseline: Mapping[FindingKey, int], findings: Iterable[Finding]) -> Sorted:
    """Findings before they are folded. Of those that are alike as many are known as the baseline has."""
    left = Counter(baseline)
    found = Sorted([], [], ())
    for finding in findings:
        key = finding.keys[0]
        is_known = left[key] > 0
        left[key] -= is_known
        if is_known:
            found.known.append(replace(finding, known=True))
        else:
            found.new.append(finding)
    return replace(found, stale=tuple(sorted(left.elements())))


def keys_of(report: Report) -> Counter[FindingKey]:
    """What a baseline of the report holds: all that is open, with how often it is there."""
    return Counter(key for finding in (*report.findings, *report.known) for key in finding.keys)


def accepted(report: Report, file: str, before: Mapping[FindingKey, int]) -> Report:
    """The report after its baseline was written, in place of the one that was there `before`: nothing in it is new."""
    now, was = keys_of(report), Counter(before)
    found = (replace(finding, known=True) for finding in (*report.findings, *report.known))
    known = tuple(sorted(found, key=lambda finding: finding.order))
    use = BaselineUse(file, written=True, added=(now - was).total(), gone=(was - now).total())
    return replace(report, findings=(), known=known, baseline=use)
