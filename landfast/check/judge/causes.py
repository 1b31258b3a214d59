"""Why findings can't be told, and what to do about it: many have one cause, and go with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from landfast.check.judge.verdict import Finding

_PLAN = "check the plan: terraform show -json"
_PROVIDER = "set it in the provider block"
_GET = "run terraform get, or check the plan"
# What a message says -> the cause of it, and the next step; the first that fits.
_CAUSES: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), cause, step)
    for pattern, cause, step in (
        (r"variable (\S+) may be set in (.+), which can't be read", r"\2 can't be read", "mend the file"),
        (r"may be declared in (.+), which can't be read", r"\1 can't be read", "mend the file"),
        (r"variable (\S+) has no default", r"variable \1 has no default", "give --var-file"),
        (r"nor is the provider's (\w+):", r"the provider's \1 is not set", _PROVIDER),
        (r"the provider's (\w+) is not set", r"the provider's \1 is not set", _PROVIDER),
        (r"what the module (.+) makes is not in this", r"module \1 is not at hand", _GET),
        (r"(?:^|[ :])(\S*module\.\S+) is made by a module", r"\1 is made by a module that is not at hand", _GET),
        (r"(?:^|[ :])(\S+) is known (?:after apply|when Terraform runs)", r"\1 is known when Terraform runs", _PLAN),
        (r"(the function \S+ is not evaluated(?: \([^()]*\))?)", r"\1", _PLAN),
        (r"(the file .+ lies outside of what is checked)", r"\1", "check a folder that holds it, or the plan"),
        (r"(there is no file .+)", r"\1", "check where it is there, or the plan"),
        (r"(the (?:file|folder) .+ can't be read \(.+\))", r"\1", "make it readable"),
        (r"(the file .+ is larger than .+|the home folder of whoever runs Terraform is not known)", r"\1", _PLAN),
        (r"(the expressions of this root take too long)", r"\1", _PLAN),
        (r"(a regular expression (?:takes too|is too|is longer).+)", r"\1", _PLAN),
        (r"no rule knows the type (\S+):", r"no rule knows the type \1", "record a waiver with its place"),
        (r"is given when Terraform is initialized", "the backend's bucket is given by -backend-config",
         "name it in the backend"),
        (r"(?:^|[ :])(\S.* is none of (?:those|the buckets) that are checked)", r"\1",
         "check a folder that holds it, or the plan"),
    )
)  # fmt: skip
_OTHERWISE = "see each of them"


@dataclass(frozen=True, slots=True)
class UnknownCause:
    """One reason, and all that can't be told for it."""

    text: str
    next_step: str
    findings: tuple[Finding, ...]

    @property
    def documents(self) -> frozenset[str]:
        return frozenset(document for finding in self.findings for document in finding.documents)

    def __str__(self) -> str:
        """`variable region has no default: 30 findings in 12 roots; give --var-file`."""
        count, roots = len(self.findings), len(self.documents)
        many = f"{count} findings" if count != 1 else "1 finding"
        return f"{self.text}: {many}{f' in {roots} roots' if roots > 1 else ''}; {self.next_step}"


def causes_of(findings: Iterable[Finding]) -> list[UnknownCause]:
    """Of those that can't be told, by cause: that with the most findings first."""
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.unknown:
            found.setdefault(cause_of(finding), []).append(finding)
    causes = [UnknownCause(text, step, tuple(each)) for (text, step), each in found.items()]
    return sorted(causes, key=lambda cause: (-len(cause.findings), cause.text))


def cause_of(finding: Finding) -> tuple[str, str]:
    """(cause, next step) of a finding that can't be told."""
    for pattern, cause, step in _CAUSES:
        match = pattern.search(finding.message)
        if match:
            return match.expand(cause), step
    # What is said of the value stands behind what is said of the resource.
    return finding.message.rpartition("told: ")[2] or finding.message, _OTHERWISE
