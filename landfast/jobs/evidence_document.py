"""What the commands on evidence print as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypedDict


class WrittenDocument(TypedDict):
    """A document of the bundle, by its name there; `of`: the model version; `open`: questions nobody has answered."""

    name: str
    title: str
    of: str
    open: int


class ManifestDocument(TypedDict):
    """`manifest.json` of a bundle. `made`: the day that all is as of; `made_of`: digests of what it was read from, by
    name; `parts`: digest of each file of the bundle."""

    format: Literal[1]
    what: Literal["landfast evidence"]
    made: str
    name: str
    environment: str
    project: str
    target: str
    versions: Mapping[str, str]
    made_of: Mapping[str, str]
    parts: Mapping[str, str]


class SignatureDocument(TypedDict):
    """`signature.json` of a bundle or a plan. `key`: SHA-256 of the public key in its DER form; `signature`: over the
    bytes of what is signed, as they are, in base64."""

    key: str
    signature: str


class ContradictionDocument(TypedDict):
    """What people wrote in a file, and the fact that says otherwise."""

    file: str
    claim: str
    says: str
    fact: str


class EvidenceDocument(TypedDict):
    """The bundle that was written. `key`: digest of the public key of its signature; `stands`: resources that the
    states hold; `applied`: they were made of the spec that is described; `obligations`: how each stands,
    by its number; `rules`: what came of each rule.
    """

    file: str
    page: str | None
    key: str | None
    stands: int
    applied: bool
    open: int
    obligations: Mapping[str, Literal["answered", "waived", "open"]]
    contradictions: Sequence[ContradictionDocument]
    documents: Sequence[WrittenDocument]
    rules: Mapping[str, Literal["nothing", "holds", "waived", "fails", "unknown"]]


class EvidenceVerifyDocument(TypedDict):
    """`whole`: every part is what the manifest says; `verified`: the signature is that of the key that was given."""

    whole: bool
    verified: bool
    key: str | None
    made: str
    project: str
    parts: int
    problems: Sequence[str]


class ChangedDocument(TypedDict):
    """A fact that differs; null where there is none."""

    path: str
    before: str | None
    after: str | None


class EvidenceDiffDocument(TypedDict):
    """What differs, in the order of the facts."""

    changes: Sequence[ChangedDocument]
