"""What is checked, under which settings, and what comes out of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import isinf
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, Protocol

from landfast.check.judge.coverage import Coverage
from landfast.check.judge.keys import FindingKey
from landfast.core.errors import Problem
from landfast.policies.causes import Cause
from landfast.policies.drills import Drills
from landfast.policies.model import FLOOR, SEVERITIES, AnyRule, Severity
from landfast.policies.reckon.ai_logs import LawConflict
from landfast.policies.reckon.erasure import Erasure
from landfast.policies.reckon.impact import Trigger
from landfast.policies.reckon.processors import Processor
from landfast.policies.registry import RuleBook, installed

if TYPE_CHECKING:
    from landfast.check.judge.fixes import FixSaid

_NOTHING: Mapping[str, Any] = MappingProxyType({})
# What can't be told has a severity of its own, beside those of what is found.
Level = Severity | Literal["unknown"]
UNUSED_WAIVER = "LF-WVR-002"
# How the ids of a second source's checks begin: checkov's.
SECOND = "CKV"


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
    `ai_roles` are those of a high-risk AI system. `baseline` is what was found before, with how often: it fails
    nothing. `drills`: what came back in restore drills; None where nothing stands. Of `frameworks`, by their ids, only
    the rules run; without one all do. `rules` are ours and those of installed packages, unless others are named: nobody
    leaves out a company's by not thinking of them.
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
    baseline: Mapping[FindingKey, int] | None = None
    ai_roles: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    drills: Drills | None = None
    rules: RuleBook = field(default_factory=installed)


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of one rule. `source` is `file:line` where known, else the document; `unknown`: can't be told.

    `also` are other documents that have it from the same line: roots that call the module, environments of the spec.
    `place` is the file of the tree that stands for a source that is none: the spec, for a line of landfast's stacks.
    `keys` are what it is known again by, one for each that it stands for; `known`: the baseline has it.
    `cause` is why it can't be told.
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
    keys: tuple[FindingKey, ...] = ()
    known: bool = False
    cause: Cause | None = None

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
class Inventory:
    """What the rules worked out on the way, for the record of processing: how long erased data stays, which outside
    processors are named, and what calls for an impact assessment. None of it is a finding."""

    erasure: tuple[Erasure, ...] = ()
    processors: tuple[Processor, ...] = ()
    impact: tuple[Trigger, ...] = ()
    conflicts: tuple[LawConflict, ...] = ()

    @property
    def longest(self) -> Erasure | None:
        """What keeps erased data longest, of what one person can be erased from; None if nothing keeps any."""
        return max((each for each in self.erasure if each.single), key=lambda each: each.lag, default=None)

    @property
    def lag(self) -> float | None:
        """Days until what was erased of a person is gone everywhere; None if that has no end, or can't be told."""
        longest = self.longest
        return None if longest is None or isinf(longest.lag) else longest.lag

    def plus(self, other: Inventory) -> Inventory:
        return Inventory(
            tuple(dict.fromkeys((*self.erasure, *other.erasure))),
            tuple(dict.fromkeys((*self.processors, *other.processors))),
            tuple(dict.fromkeys((*self.impact, *other.impact))),
            tuple(dict.fromkeys((*self.conflicts, *other.conflicts))),
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
class BaselineUse:
    """The baseline that a report was held against, by its file; `stale` are entries that nothing was found for.

    `written`: it was made of this very report, with so many that were `added` to what it had before, or are `gone`.
    """

    file: str = ""
    stale: tuple[FindingKey, ...] = ()
    written: bool = False
    added: int = 0
    gone: int = 0


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
    not be read at all; `waived` are the findings that a waiver covers, `known` those of the `baseline`, if there is
    one; `inventory` is what is no finding; `second` names the second source, if any; `occasion` is what a page says of
    what was judged; `frameworks` are those whose rules alone ran; `rules` are those that ran; `fixes` what was, would
    or can't be set right."""

    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    coverage: Coverage
    problems: tuple[Problem, ...]
    ran: Mapping[str, int]
    inventory: Inventory = Inventory()
    second: str = ""
    occasion: Occasion = Occasion()
    known: tuple[Finding, ...] = ()
    baseline: BaselineUse | None = None
    frameworks: tuple[str, ...] = ()
    rules: tuple[AnyRule, ...] = ()
    fixes: tuple[FixSaid, ...] = ()

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
        verdict = ", ".join(counts) if counts else "no new findings" if self.known else "no findings"
        waived = f", {len(self.waived)} waived" if self.waived else ""
        broken = f", {len(self.problems)} not readable" if self.problems else ""
        second = f"; {self.second}" if self.second else ""
        return f"{verdict}{waived}{broken}; {self.coverage_line()}{second}{self.baseline_part()}"

    def baseline_part(self) -> str:
        """`; baseline known.json: 800 known, 2 of it no longer found`; empty without one."""
        use = self.baseline
        if use is None:
            return ""
        gone = f", {len(use.stale)} of it no longer found" if use.stale else ""
        changed = f", {use.added} more than before, {use.gone} gone" if use.written else ""
        return f"; baseline {use.file}{' written' if use.written else ''}: {len(self.known)} known{gone}{changed}"

    def coverage_line(self) -> str:
        of = f" of {', '.join(self.frameworks)}" if self.frameworks else ""
        return "; ".join([*self.coverage.parts(), f"{len(self.ran)} rules{of}"])
