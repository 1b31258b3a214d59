"""What stands otherwise than a state says: what others changed or removed, and what an apply does about it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from landfast.provider.schema import UnknownTypeError
from landfast.provider.tree import Block, resource_type
from landfast.provider.values import is_in
from landfast.synth.model import StackFolder
from landfast.terraform.changes import Action, Attribute, PlannedChange, changes

INDEX = re.compile(r"\[\d+\]")
# Of one of several instances: `x["a"]`.
KEY = re.compile(r"\[[^]]*\]$")


@dataclass(frozen=True, slots=True)
class Drifted:
    """A resource that others than landfast changed or removed.

    `change` is what they did: `update`, with each attribute as the state has it and as it stands, or `delete`.
    `mended_by` is what an apply does about it; None where the spec leaves it open: an apply takes note of it.
    """

    change: PlannedChange
    mended_by: Action | None

    @property
    def is_gone(self) -> bool:
        return self.change.action == "delete"


@dataclass(frozen=True, slots=True)
class StackDrift:
    """Of one stack: what has drifted, and how many resources the cloud itself keeps changing, as it changes an etag.

    `losses`: what an apply would destroy, with what it holds, to mend the drift.
    """

    drifted: Sequence[Drifted] = ()
    by_cloud: int = 0
    losses: Sequence[PlannedChange] = ()


def stack_drift(folder: StackFolder, read: Mapping[str, Any], planned: Mapping[str, Any]) -> StackDrift:
    """`read`: a plan that only looks; `planned`: one of an apply, as it would be now. Either as Terraform shows it."""
    does = {change.address: change for change in changes(folder.name, planned)}
    found = changes(folder.name, {"resource_changes": read.get("resource_drift", ())})
    ignored = _ignored(folder)
    meant = [_of_people(change, ignored.get(KEY.sub("", change.address), ())) for change in found]
    drifted = [
        Drifted(of_people or change, does[change.address].action if change.address in does else None)
        for change, of_people in zip(found, meant, strict=True)
        if of_people is not None or change.address in does
    ]
    losses = tuple(change for change in does.values() if change.loses) if drifted else ()
    return StackDrift(tuple(drifted), len(found) - len(drifted), losses)


def _of_people(change: PlannedChange, ignored: Sequence[str]) -> PlannedChange | None:
    """The change without what the cloud sets by itself, or the stack leaves to others; None if nothing is left."""
    if change.action != "update":
        return change
    own = tuple(
        item
        for item in change.attributes
        if not is_in(item.path, ignored) and _is_another(item) and _can_be_set(change.type, item)
    )
    return replace(change, attributes=own) if own else None


def _is_another(item: Attribute) -> bool:
    """An empty text and none at all are the same to Google's provider, and come back as either."""
    return item.sensitive or (item.before or None) != (item.after or None) or {item.before, item.after} != {"", None}


def _can_be_set(kind: str, item: Attribute) -> bool:
    """Whether a configuration can say it; what is not known can."""
    try:
        block: Block = resource_type(kind).block
    except UnknownTypeError:
        return True
    for name in INDEX.sub("", item.path).split("."):
        if name in block.attributes:
            return block.attributes[name].configurable
        if name not in block.blocks:
            return True
        block = block.blocks[name].block
    return True


def _ignored(folder: StackFolder) -> dict[str, Sequence[str]]:
    """Address -> attributes that the stack leaves to others, whatever they say."""
    resources: Mapping[str, Mapping[str, Any]] = folder.read().get("resource", {})
    return {
        f"{kind}.{key}": body.get("lifecycle", {}).get("ignore_changes", ())
        for kind, bodies in resources.items()
        for key, body in bodies.items()
    }
