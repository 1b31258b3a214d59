"""What can't be told, by its cause: many findings have one, and go with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from landfast.check.judge.verdict import Finding
from landfast.policies.causes import Cause


@dataclass(frozen=True, slots=True)
class UnknownCause:
    """One reason, and all that can't be told for it."""

    cause: Cause
    findings: tuple[Finding, ...]

    @property
    def documents(self) -> frozenset[str]:
        return frozenset(document for finding in self.findings for document in finding.documents)

    def __str__(self) -> str:
        """`variable region has no default: 30 findings in 12 roots; give --var-file`."""
        count, roots = len(self.findings), len(self.documents)
        many = f"{count} findings" if count != 1 else "1 finding"
        return f"{self.cause.text}: {many}{f' in {roots} roots' if roots > 1 else ''}; {self.cause.next_step}"


def causes_of(findings: Iterable[Finding]) -> list[UnknownCause]:
    """Of those that can't be told, by cause: that with the most findings first."""
    found: dict[Cause, list[Finding]] = {}
    for finding in findings:
        if finding.unknown:
            found.setdefault(cause_of(finding), []).append(finding)
    causes = [UnknownCause(cause, tuple(each)) for cause, each in found.items()]
    return sorted(causes, key=lambda each: (-len(each.findings), each.cause.text))


def cause_of(finding: Finding) -> Cause:
    """The cause of a finding that can't be told."""
    return finding.cause or Cause(finding.message)
