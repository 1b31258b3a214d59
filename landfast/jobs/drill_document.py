"""The record of a restore drill as a document: its schema in docs/json is generated from these types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict


class RestoredDocument(TypedDict):
    """A store. `backup`: what it was restored from, as of `moment` (RFC 3339), under the name `into`; `compared`: what
    with what; `removed`: nothing of the drill is left; `why`: what went wrong. `rpo_seconds`: how far the backup lay
    behind the loss, null if the drill took it; `rto_seconds`: until what came back was compared, or null.
    """

    kind: Literal["bucket", "dataset", "database"]
    name: str
    address: str
    backup: str
    into: str
    moment: str
    rpo_seconds: float | None
    rto_seconds: float | None
    compared: str
    whole: bool
    removed: bool
    why: str


class DrillRecordDocument(TypedDict):
    """One drill, as it is kept and stands in bundles of evidence. `by`: whose account on which machine; `whole`: every
    store came back and nothing is left; `rpo_seconds`, `rto_seconds`: the longest.
    """

    what: Literal["landfast restore drill"]
    format: Literal[1]
    environment: str
    project: str
    target: str
    began: str
    ended: str
    by: str
    whole: bool
    rpo_seconds: float | None
    rto_seconds: float | None
    stores: Sequence[RestoredDocument]


class DrillDocument(TypedDict):
    """The drill, and the file that keeps its record."""

    file: str
    record: DrillRecordDocument
