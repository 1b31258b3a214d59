"""What `landfast bootstrap` prints as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict


class SeededDocument(TypedDict):
    """A thing that has to be there, and what was done about it."""

    thing: str
    state: Literal["stands", "made", "mended"]
    says: str


class BootstrapDocument(TypedDict):
    """Where the states are kept: the bucket, its region, the project that it is in, its key."""

    bucket: str
    region: str
    project: str
    key: str
    steps: Sequence[SeededDocument]
