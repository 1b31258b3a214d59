"""The changes of a plan as they stand in JSON documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from landfast.terraform import Attribute, Drifted, PlannedChange

if TYPE_CHECKING:
    from landfast.jobs.change_document import AttributeDocument, ChangeDocument, DriftedDocument


def change_documents(found: Sequence[PlannedChange], *, attributes: bool = False) -> list[ChangeDocument]:
    """In the order given; with `attributes` all that changes of each."""
    return [_document(change, attributes=attributes) for change in found]


def drifted_document(one: Drifted) -> DriftedDocument:
    change = one.change
    return {
        "stack": change.stack,
        "group": change.group,
        "address": change.address,
        "type": change.type,
        "name": change.name,
        "gone": one.is_gone,
        "loses": change.loses,
        "attributes": [_attribute(item) for item in change.attributes],
        "mended_by": one.mended_by,
    }


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
