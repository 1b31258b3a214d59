"""What `landfast explain` prints as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from landfast.jobs.report_document import MendDocument


class ExplainDocument(TypedDict):
    """A rule. `origin`: the distribution or file that it comes from, empty for landfast's own; `judges`: types of
    resources, `*` all of the `modes`; `controls`: what it serves, by framework."""

    rule: str
    title: str
    origin: str
    severity: str
    why: str
    mend: MendDocument
    judges: Sequence[str]
    modes: Sequence[str]
    controls: Mapping[str, Sequence[str]]
