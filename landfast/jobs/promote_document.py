"""What `landfast promote` prints as JSON."""

from __future__ import annotations

from typing import TypedDict


class PromoteDocument(TypedDict):
    """What runs in the environment `to` since: the version, its image and pipelines by digest, and who said so.

    `changed`: whether it ran there before. `approved_by` is null where nobody had to approve.
    """

    origin: str
    to: str
    changed: bool
    number: int
    version: str
    digest: str
    pipeline: str
    revision: str
    at: str
    by: str
    approved_by: str | None
    spec: str
