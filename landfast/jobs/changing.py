"""The changes of a plan as they stand in JSON documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from landfast.terraform import Attribute, PlannedChange

if TYPE_CHECKING:
    from landfast.jobs.documents import AttributeDocument, ChangeDocument


def change_documents(found: Sequence[PlannedChange], *, attributes: bool = False) -> list[ChangeDocument]:
    """In the order given; with `attributes` all that changes of each."""
    return [_document(change, attributes=attributes) for change in found]


def _document(change: PlannedChange, *, attributes: bool) -> ChangeDocument:
    document: ChangeDocument = {
        "stack": change.stack,
        "group": change.group,
        "address": change.address,
        "type": change.type,
        "name": change.name,
        "action": change.action,
        "forced_by": [_attribute(item) for item in change.forced_by],
        "because": change.because,
        "loses": change.loses,
    }
    if attributes:
        document["attributes"] = [_attribute(item) for item in change.attributes]
    return document


def _attribute(item: Attribute) -> AttributeDocument:
    return {
        "path": item.path,
        "before": item.before,
        "after": item.after,
        "known": item.known,
        "sensitive": item.sensitive,
    }
