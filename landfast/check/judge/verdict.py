"""What is checked, under which settings, and what comes out of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

from landfast.core.errors import Problem
from landfast.policies.model import FLOOR, SEVERITIES, AnyRule, Severity
from landfast.policies.reckon.erasure import Erasure
from landfast.policies.reckon.impact import Trigger
from landfast.policies.reckon.processors import Processor

_NOTHING: Mapping[str, Any] = MappingProxyType({})
UNUSED_WAIVER = "LF-WVR-002"
# How the ids of our own rules begin; others are of a second source.
OWN = "LF-"


class RecordedException(Protocol):
    """A recorded exception: `stacks.spec.Waiver` is one."""

    @property
    def rule(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def expires(self) -> dt.date: ...


@dataclass(frozen=True, slots=True)
class PolicyContext:
    """What the rules need to know of the environment.

    `area` is a residency area and `region` the home region. `buckets` declares where buckets stand that no document
    makes (name -> location), such as the one that keeps the state; `processors` the outside hosts that are on record.
    `today` decides which waivers still hold: without it none does. `fail_on` is the least severity that is a failure.
    """

    area: str
    region: str = ""
    special_categories: bool = False
    protected: bool = False
    waivers: Sequence[RecordedException] = ()
    today: dt.date = dt.date.max
    buckets: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    processors: Collection[str] = ()
    fail_on: Severity = FLOOR


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of one rule. `source` is `file:line` where known, else the document; `unknown`: can't be told."""

    rule: AnyRule
    document: str
    address: str
    path: str
    message: str
    source: str
    unknown: bool = False
    waiver: RecordedException | None = None

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def order(self) -> tuple[int, str, str, str, str, str]:
        """Worst first, then by rule and place: the same on every run."""
        rank = -SEVERITIES.index(self.severity)
        return rank, self.rule.id, self.document, self.address, self.path, self.message


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many resources there are, and how far the rules know their types. `unassessed` lists those types.

    Of projects: how many files there are, and how many places those that were read name.
    """

    resources: int = 0
    assessed: int = 0
    no_content: int = 0
    not_assessed: int = 0
    unassessed: tuple[str, ...] = ()
    files: int = 0
    files_read: int = 0
    files_of_tests: int = 0
    places: int = 0
    places_unknown: int = 0

    def plus(self, other: Coverage) -> Coverage:
        return Coverage(
            self.resources + other.resources,
            self.assessed + other.assessed,
            self.no_content + other.no_content,
            self.not_assessed + other.not_assessed,
            tuple(sorted({*self.unassessed, *other.unassessed})),
            self.files + other.files,
            self.files_read + other.files_read,
            self.files_of_tests + other.files_of_tests,
            self.places + other.places,
            self.places_unknown + other.places_unknown,
        )


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the rules worked out on the way, for the record of processing: how long erased data stays, which outside
    processors are named, and what calls for an impact assessment. None of it is a finding."""

    erasure: tuple[Erasure, ...] = ()
    processors: tuple[Processor, ...] = ()
    impact: tuple[Trigger, ...] = ()

    @property
    def longest(self) -> Erasure | None:
        """What keeps erased data longest, of what one person can be erased from; None if nothing keeps any."""
        return max((each for each in self.erasure if each.single), key=lambda each: each.lag, default=None)

    def plus(self, other: Inventory) -> Inventory:
        return Inventory(
            tuple(dict.fromkeys((*self.erasure, *other.erasure))),
            tuple(dict.fromkeys((*self.processors, *other.processors))),
            tuple(dict.fromkeys((*self.impact, *other.impact))),
        )


@dataclass(frozen=True, slots=True)
class Occasion:
    """What was judged, at which commit, when, under which residency area and by which versions; texts, for a page.

    `environments` are those of a spec: the documents of their findings begin with their names.
    """

    what: str = ""
    environments: tuple[str, ...] = ()
    area: str = ""
    commit: str = ""
    time: str = ""
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a second source says of the same documents. `text` names it and what it judged, on one line.

    `excepted` are findings that an exception of the product covers; `ran` maps its checks to the resources judged.
    """

    text: str
    findings: tuple[Finding, ...]
    excepted: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    ran: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict. `ran` maps each rule's id to the number of resources that it judged; `problems` are what could
    not be read at all; `waived` are the findings that a waiver covers; `inventory` is what is no finding; `second`
    names the second source, if any; `occasion` is what a page says of what was judged."""

    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    coverage: Coverage
    problems: tuple[Problem, ...]
    ran: Mapping[str, int]
    inventory: Inventory = Inventory()
    second: str = ""
    occasion: Occasion = Occasion()

    def exit_code(self, fail_on: Severity = "low") -> int:
        """0 clean; 1 findings of at least this severity; 2 something could not be assessed. Never 0 if so."""
        if self.problems:
            return 2
        least = SEVERITIES.index(fail_on)
        if any(SEVERITIES.index(finding.severity) >= least for finding in self.findings):
            return 1
        return 2 if any(finding.unknown for finding in self.findings) else 0

    def count(self, severity: Severity) -> int:
        return sum(finding.severity == severity for finding in self.findings)

    def summary(self) -> str:
        """The verdict and the coverage on one line."""
        counts = [f"{self.count(severity)} {severity}" for severity in reversed(SEVERITIES) if self.count(severity)]
        verdict = ", ".join(counts) if counts else "no findings"
        waived = f", {len(self.waived)} waived" if self.waived else ""
        broken = f", {len(self.problems)} not readable" if self.problems else ""
        second = f"; {self.second}" if self.second else ""
        return f"{verdict}{waived}{broken}; {self.coverage_line()}{second}"

    def coverage_line(self) -> str:
        found, parts = self.coverage, []
        if found.resources or not found.files:
            noun = "resource" if found.resources == 1 else "resources"
            parts.append(
                f"{found.resources} {noun}: {found.assessed} with data, assessed; {found.no_content} without; "
                f"{found.not_assessed} not assessed"
            )
        if found.files:
            others = found.files - found.files_read - found.files_of_tests
            parts.append(
                f"{found.files} files: {found.files_read} read; left out: {found.files_of_tests} of tests, "
                f"{others} of other kinds; {found.places} places: {found.places - found.places_unknown} known, "
                f"{found.places_unknown} not"
            )
        return "; ".join([*parts, f"{len(self.ran)} rules"])

    def to_json(self) -> dict[str, Any]:
        """The verdict as plain data, in a stable order."""
        from landfast.check.judge.envelope import to_json

        return to_json(self)

    @classmethod
    def merged(cls, reports: Iterable[Report]) -> Report:
        """One report of several. A waiver counts as unused only if none of them used it."""
        found = list(reports)
        findings = {finding.order: finding for report in found for finding in report.findings}
        used = {(waived.waiver.rule, waived.waiver.address) for r in found for waived in r.waived if waived.waiver}
        kept = [f for f in findings.values() if f.rule.id != UNUSED_WAIVER or (f.document, f.address) not in used]
        ran: dict[str, int] = {}
        coverage, inventory = Coverage(), Inventory()
        for report in found:
            coverage = coverage.plus(report.coverage)
            inventory = inventory.plus(report.inventory)
            for rule, count in report.ran.items():
                ran[rule] = ran.get(rule, 0) + count
        return cls(
            tuple(sorted(kept, key=lambda finding: finding.order)),
            tuple(sorted((f for report in found for f in report.waived), key=lambda finding: finding.order)),
            coverage,
            tuple(problem for report in found for problem in report.problems),
            ran,
            inventory,
            next((report.second for report in found if report.second), ""),
        )
