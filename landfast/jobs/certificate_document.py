"""The certificate of a removal as a document: its schema in docs/json is generated from these types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypedDict


class CertifiedStateDocument(TypedDict):
    """A state as it was before: SHA-256 of its JSON (sorted, as landfast writes it), serial, number of resources."""

    digest: str
    serial: int
    resources: int


class GoneDocument(TypedDict):
    """A resource that is gone: with its project, or by itself."""

    stack: str
    address: str
    type: str
    name: str
    with_project: bool


class ScheduledVersionDocument(TypedDict):
    """A version of a key that decrypts nothing; `destroyed`: when its material goes (RFC 3339)."""

    name: str
    destroyed: str


class KeptDocument(TypedDict):
    """What Google keeps. `days` null: for good; `until` (RFC 3339) null then, too."""

    what: str
    days: float | None
    until: str | None
    words: str
    source: str


class LeftDocument(TypedDict):
    """What was left, and why."""

    what: str
    why: str


class CertificateDocument(TypedDict):
    """What a removal did. `format` grows when a reader of this one would misread the next.

    `how`: the project as a whole, or resource by resource; `rehearsed`: on a simulated cloud, nothing of it is real;
    `complete`: nothing is left in the states, nor in the cloud as far as that can be told; `versions`: of programs;
    `lifted`: what kept it, and no longer did.
    """

    format: Literal[1]
    name: str
    environment: str
    project: str
    target: str
    rehearsed: bool
    how: Literal["project", "resources"]
    complete: bool
    asked_by: str
    began: str
    ended: str
    versions: Mapping[str, str]
    states: Mapping[str, CertifiedStateDocument]
    gone: Sequence[GoneDocument]
    lifted: Sequence[str]
    keys: Sequence[ScheduledVersionDocument]
    kept: Sequence[KeptDocument]
    left: Sequence[LeftDocument]
