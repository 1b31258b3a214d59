"""What the commands on data subjects print as JSON, and the certificate that an erasure writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypedDict


class SeenModelDocument(TypedDict):
    """A version that has seen the person, and how many rows; -1 where that can't be told any more."""

    version: str
    aliases: Sequence[str]
    feature_version: str
    trained_on: int
    measured_with: int


class CopyPartDocument(TypedDict):
    """One thing that keeps a copy after a deletion; `days` null: without an end."""

    what: str
    days: float | None


class CopyKeptDocument(TypedDict):
    """What a resource keeps of what was erased. `until` null: no end, or not known, as `why` says; `single` false: one
    person's entries can't be deleted alone, and end by themselves."""

    resource: str
    parts: Sequence[CopyPartDocument]
    until: str | None
    single: bool
    why: str


class RetrainingDocument(TypedDict):
    """What replacing the versions takes: the last run's seconds, and the least that costs; null where not known."""

    versions: Sequence[str]
    seconds: float | None
    at_least: float | None
    currency: str | None
    prices_of: str | None


class CertifiedPartDocument(TypedDict):
    """What came of it in one project: `erased` counts records by place, `left` is what a person has to look into."""

    state: Literal["erased", "told", "nobody", "rows", "not done"]
    why: str
    erased: Mapping[str, int]
    models: Sequence[SeenModelDocument]
    retraining: RetrainingDocument | None
    left: Sequence[str]


class SubjectCertificateDocument(TypedDict):
    """One erasure in all projects of an environment; who it was is in no field. `gone`: the day after which nobody can
    restore anything, null if none can be named. `looked_into`: what a person says came of what no project reached."""

    format: Literal[1]
    name: str
    environment: str
    project: str
    target: str
    rehearsed: bool
    reference: str
    complete: bool
    received: str
    due: str
    began: str
    ended: str
    by: str
    reason: str
    looked_into: str | None
    projects: Mapping[str, CertifiedPartDocument]
    kept: Sequence[CopyKeptDocument]
    gone: str | None


class HeldDocument(TypedDict):
    """What a project holds of the person, by place; `why` says why it can't say, or need not."""

    state: Literal["holds", "nobody", "rows", "not done"]
    why: str
    held: Mapping[str, int]
    models: Sequence[SeenModelDocument]
    left: Sequence[str]


class SubjectEraseDocument(TypedDict):
    """`held`: before; `certificate` null: nothing was erased, since that was only tried (`dry_run`)."""

    dry_run: bool
    held: Mapping[str, HeldDocument]
    certificate: SubjectCertificateDocument | None
    files: Sequence[str]


class SubjectExportDocument(TypedDict):
    """The copy's file, and what it holds of each project; the copy itself is the person's alone."""

    reference: str
    due: str
    complete: bool
    file: str | None
    held: Mapping[str, HeldDocument]
    not_done: Mapping[str, Sequence[str]]


class SubjectRequestDocument(TypedDict):
    """A request. `days_left` until it is due, negative once it is overdue; null: it is answered."""

    reference: str
    kind: Literal["erase", "export"]
    received: str
    due: str
    ended: str | None
    days_left: int | None
    not_done: Sequence[str]


class SubjectRequestsDocument(TypedDict):
    """All requests that this machine knows of the environment, the oldest first."""

    requests: Sequence[SubjectRequestDocument]
