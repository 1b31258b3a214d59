"""What was found, by the articles and controls that the rules serve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from landfast.check.judge.verdict import Finding, Report

if TYPE_CHECKING:
    from landfast.policies.frameworks import Control, Framework


@dataclass(frozen=True, slots=True)
class ControlVerdict:
    """How many findings of its rules a control has: open ones, those that can't be told, waived ones, known ones."""

    control: Control
    found: int
    unknown: int
    waived: int
    known: int

    @property
    def said(self) -> str:
        """`2 found, 1 can't be told`; `none`."""
        named = ((self.found, "found"), (self.unknown, "can't be told"), (self.waived, "waived"),
                 (self.known, "in the baseline"))  # fmt: skip
        return ", ".join(f"{count} {what}" for count, what in named if count) or "none"


def by_control(report: Report) -> Iterator[tuple[Framework, list[ControlVerdict]]]:
    """Each framework that was asked for, with all of its controls, in its own order."""
    if not report.frameworks:
        return
    from landfast.policies.frameworks import frameworks, serving  # Here: its table is read for nobody else.

    found = _counted(finding for finding in report.findings if not finding.unknown)
    unknown = _counted(finding for finding in report.findings if finding.unknown)
    waived, known = _counted(report.waived), _counted(report.known)
    for framework in frameworks(serving(report.rules)):
        if framework.id in report.frameworks:
            yield framework, [_verdict(control, (found, unknown, waived, known)) for control in framework.controls]


def _verdict(control: Control, counts: Sequence[Counter[str]]) -> ControlVerdict:
    return ControlVerdict(control, *(sum(each[rule] for rule in control.rules) for each in counts))


def _counted(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(finding.rule.id for finding in findings)
