"""What `landfast explain` prints as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from landfast.jobs.report_document import MendDocument


class ValueDocument(TypedDict):
    """What `landfast check --fix` sets: a value as Terraform writes it, of an attribute of some types (`*` all)."""

    types: Sequence[str]
    path: str
    value: str


class ExplainDocument(TypedDict):
    """A rule. `origin`: the distribution or file that it comes from, empty for landfast's own; `judges`: types of
    resources, `*` all of the `modes`; `controls`: what it serves, by framework; `since`: the version that
    had it first; `reads`: attributes; `before` and `after`: a configuration that breaks it, and one that doesn't."""

    rule: str
    title: str
    origin: str
    severity: str
    why: str
    mend: MendDocument
    judges: Sequence[str]
    modes: Sequence[str]
    since: str
    reads: Sequence[str]
    fixes: Sequence[ValueDocument]
    before: str
    after: str
    controls: Mapping[str, Sequence[str]]
