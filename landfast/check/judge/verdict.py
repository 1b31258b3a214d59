"""What is checked, under which settings, and what comes out of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, Protocol

from landfast.core.errors import Problem
from landfast.policies.facts.coverage import WhatIsJudged
from landfast.policies.model import FLOOR, SEVERITIES, AnyRule, Mode, Severity
from landfast.policies.reckon.erasure import Erasure
from landfast.policies.reckon.impact import Trigger
from landfast.policies.reckon.processors import Processor

_NOTHING: Mapping[str, Any] = MappingProxyType({})
# What can't be told has a severity of its own, beside those of what is found.
Level = Severity | Literal["unknown"]
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
    """One breach of one rule. `source` is `file:line` where known, else the document; `unknown`: can't be told.

    `also` are other documents that have it from the same line: roots that call the module, environments of the spec.
    `place` is the file of the tree that stands for a source that is none: the spec, for a line of landfast's stacks.
    """

    rule: AnyRule
    document: str
    address: str
    path: str
    message: str
    source: str
    unknown: bool = False
    waiver: RecordedException | None = None
    also: tuple[str, ...] = ()
    place: str = ""

    @property
    def severity(self) -> Severity:
        """That of the rule: of what can't be told, how bad it is if it is so."""
        return self.rule.severity

    @property
    def level(self) -> Level:
        return "unknown" if self.unknown else self.severity

    @property
    def documents(self) -> tuple[str, ...]:
        """All that have it."""
        return (self.document, *self.also)

    @property
    def order(self) -> tuple[bool, int, str, str, str, str, str]:
        """Worst first, what can't be told last; then by rule and place: the same on every run."""
        rank = -SEVERITIES.index(self.severity)
        return self.unknown, rank, self.rule.id, self.document, self.address, self.path, self.message


@dataclass(frozen=True, slots=True)
class TypeCovered:
    """How many resources of a type (or data sources: `mode`) there are, and what is judged of each."""

    type: str
    mode: Mode
    resources: int
    judged: WhatIsJudged

    @property
    def key(self) -> tuple[str, str]:
        return self.type, self.mode


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many resources there are, and how far the rules know their types. `unassessed` lists those types;
    `types` what is judged of each type.

    `roots` are the documents that have something to judge. Of projects: how many files there are, and how many places
    those that were read name.
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
    roots: int = 0
    types: tuple[TypeCovered, ...] = ()

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
            self.roots + other.roots,
            _together(self.types, other.types),
        )


def _together(one: Iterable[TypeCovered], other: Iterable[TypeCovered]) -> tuple[TypeCovered, ...]:
    """Each type once, with the resources of both."""
    found: dict[tuple[str, str], TypeCovered] = {}
    for each in (*one, *other):
        known = found.get(each.key)
        found[each.key] = replace(each, resources=each.resources + known.resources) if known else each
    return tuple(found[key] for key in sorted(found))


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
        if any(not finding.unknown and SEVERITIES.index(finding.severity) >= least for finding in self.findings):
            return 1
        return 2 if any(finding.unknown for finding in self.findings) else 0

    def count(self, level: Level) -> int:
        """Findings of a severity, or those that can't be told."""
        return sum(finding.level == level for finding in self.findings)

    def summary(self) -> str:
        """The verdict and the coverage on one line."""
        counts = [f"{self.count(severity)} {severity}" for severity in reversed(SEVERITIES) if self.count(severity)]
        unknown = self.count("unknown")
        counts += [f"{unknown} can't be told"] if unknown else []
        verdict = ", ".join(counts) if counts else "no findings"
        waived = f", {len(self.waived)} waived" if self.waived else ""
        broken = f", {len(self.problems)} not readable" if self.problems else ""
        second = f"; {self.second}" if self.second else ""
        return f"{verdict}{waived}{broken}; {self.coverage_line()}{second}"

    def coverage_line(self) -> str:
        found, parts = self.coverage, []
        if found.resources or not found.files:
            noun = "resource" if found.resources == 1 else "resources"
            where = f" in {found.roots} roots" if found.roots > 1 else ""
            parts.append(
                f"{found.resources} {noun}{where}: {found.assessed} with data, assessed; {found.no_content} without; "
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
