"""A report of the policies as it stands in JSON documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict


class SummaryDocument(TypedDict):
    """Findings by severity, those that can't be told, those that a waiver covers, and those `known` by a baseline."""

    low: int
    medium: int
    high: int
    critical: int
    unknown: int
    waived: int
    known: int


class TypeCoveredDocument(TypedDict):
    """What is judged of a type. `mode`: `managed` or `data`; `data`: the class of its data; `places` and `flows`: the
    attributes that say where it stands and where its content goes; `why`: why it holds none."""

    type: str
    mode: str
    resources: int
    coverage: str
    data: str
    places: Sequence[str]
    flows: Sequence[str]
    why: str


class CoverageDocument(TypedDict):
    """What was judged, and what could not be. `roots_unchanged` are left out: they are as at the revision `since`."""

    resources: int
    assessed: int
    no_content: int
    not_assessed: int
    types_not_assessed: Sequence[str]
    files: int
    files_read: int
    files_of_tests: int
    places: int
    places_not_known: int
    roots: int
    since: str
    roots_unchanged: int
    types: Sequence[TypeCoveredDocument]


class MendDocument(TypedDict):
    """What to do about a finding: in landfast.yaml, and in Terraform."""

    landfast: str
    terraform: str


class WaiverDocument(TypedDict):
    reason: str
    owner: str
    expires: str


class _EveryFinding(TypedDict):
    rule: str
    title: str
    origin: str
    severity: str
    articles: Sequence[str]
    document: str
    documents: Sequence[str]
    address: str
    path: str
    message: str
    unknown: bool
    source: str
    mend: MendDocument


class FindingDocument(_EveryFinding, total=False):
    """A finding of a rule. `origin`: the distribution or file that the rule is of, empty of landfast's own;
    `documents`: all that have it from the same line; `unknown`: it could not be told, for
    `cause`; `waiver`: the recorded exception that covers it."""

    cause: str
    waiver: WaiverDocument


class UnknownDocument(TypedDict):
    """Why findings can't be told: how many of them, and in which documents."""

    cause: str
    next_step: str
    findings: int
    documents: Sequence[str]


class ProblemDocument(TypedDict):
    """What could not be assessed, and what to do about it."""

    path: str
    fact: str
    value: str
    limit: str
    next_step: str


class ErasurePartDocument(TypedDict):
    """`days` null: no end."""

    what: str
    days: float | None


class _EveryErasure(TypedDict):
    document: str
    address: str
    kept_days: float | None
    lag_days: float | None
    parts: Sequence[ErasurePartDocument]
    one_person_alone: bool


class ErasureDocument(_EveryErasure, total=False):
    """How long data is kept, and how long erased data is still there; null days mean no end."""

    unknown: str


class ErasureInventoryDocument(TypedDict):
    longest: ErasureDocument | None
    resources: Sequence[ErasureDocument]


class ProcessorDocument(TypedDict):
    """Somebody else's host that a configuration names. `operator` null: not known who runs it."""

    host: str
    operator: str | None
    recorded: bool
    document: str
    address: str
    path: str


class ConflictDocument(TypedDict):
    """What two laws want of the days that logs are kept; `days` null: no end, or not known."""

    document: str
    address: str
    days: float | None
    wants_more: str
    wants_less: str


class ImpactDocument(TypedDict):
    """Why an impact assessment (GDPR Art. 35) is due."""

    criterion: str
    article: str
    document: str
    address: str


class FindingKeyDocument(TypedDict):
    """What a finding is known again by."""

    rule: str
    document: str
    address: str
    path: str
    unknown: bool


class BaselineDocument(TypedDict):
    """The baseline that the findings were held against. `stale`: what of it was not found; `written`: it was made of
    this report, with `added` and `gone` against what the file had before."""

    file: str
    written: bool
    added: int
    gone: int
    stale: Sequence[FindingKeyDocument]


class FixEditDocument(TypedDict):
    """What is replaced: `start` and `end` are [line, column] from 1."""

    file: str
    start: Sequence[int]
    end: Sequence[int]
    before: str
    after: str


class FixDocument(TypedDict):
    """A value that is right whoever asks. `state`: `done`, `possible` (it is not written), `refused` (`why`)."""

    state: str
    rules: Sequence[str]
    attribute: str
    value: str
    place: str
    why: str
    edit: FixEditDocument | None


class ControlDocument(TypedDict):
    """A control or article of a framework, the rules that serve it, and how many findings of theirs there are."""

    id: str
    title: str
    rules: Sequence[str]
    found: int
    unknown: int
    waived: int
    known: int


class FrameworkDocument(TypedDict):
    id: str
    name: str
    controls: Sequence[ControlDocument]


class ReportDocument(TypedDict):
    """The verdict of the policies. `known`: what a baseline has, no failure; `rules`: how often each of them ran;
    `rules_of`: the distributions, with version, and files that rules are of, beside landfast; `frameworks`: those that
    were asked for."""

    summary: SummaryDocument
    coverage: CoverageDocument
    findings: Sequence[FindingDocument]
    waived: Sequence[FindingDocument]
    known: Sequence[FindingDocument]
    baseline: BaselineDocument | None
    unknowns: Sequence[UnknownDocument]
    frameworks: Sequence[FrameworkDocument]
    fixes: Sequence[FixDocument]
    problems: Sequence[ProblemDocument]
    rules: Mapping[str, int]
    rules_of: Sequence[str]
    erasure: ErasureInventoryDocument
    processors: Sequence[ProcessorDocument]
    conflicts: Sequence[ConflictDocument]
    impact_assessment: Sequence[ImpactDocument]
    second_opinion: str
