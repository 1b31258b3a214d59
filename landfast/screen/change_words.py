"""How the changes of a plan are said, on a terminal and in Markdown alike."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from landfast.gcp.contents import Group
    from landfast.terraform import Attribute, PlannedChange
    from landfast.terraform.changes import Action

# As Terraform marks them, so that nobody has to learn others.
MARKS: dict[Action, str] = {"replace": "-/+", "delete": "-", "update": "~", "create": "+"}
WILL: dict[Action, str] = {
    "create": "to create",
    "update": "to update",
    "replace": "to replace",
    "delete": "to delete",
}
_SHOWN = 160
_SHORT = 32


def summary(changes: Sequence[PlannedChange]) -> str:
    """`2 to replace, 5 to update; 1 of them loses what it holds`."""
    counts = Counter(change.action for change in changes)
    said = ", ".join(f"{counts[action]} {words}" for action, words in WILL.items() if counts[action])
    lost = sum(bool(change.loses) for change in changes)
    if not lost:
        return said or "nothing to change"
    return f"{said}; {lost} of them {'lose what they hold' if lost > 1 else 'loses what it holds'}"


def sections(changes: Sequence[PlannedChange]) -> Iterator[tuple[str, list[PlannedChange]]]:
    """Heading and changes: of what is deleted or replaced, then of the rest; empty ones are left out."""
    lost, others = [one for one in changes if one.is_loss], [one for one in changes if not one.is_loss]
    for part in (lost, others):
        if part:
            yield summary(part), part


def by_stack(changes: Sequence[PlannedChange]) -> Iterator[tuple[str, list[PlannedChange]]]:
    for stack, part in groupby(changes, key=lambda one: one.stack):
        yield stack, list(part)


def by_group(changes: Sequence[PlannedChange]) -> Iterator[tuple[Group, list[PlannedChange]]]:
    for group, part in groupby(changes, key=lambda one: one.group):
        yield group, list(part)


def thing(change: PlannedChange) -> str:
    """`bucket churn-dev-raw`."""
    return f"{change.noun} {change.name}"


def reason(change: PlannedChange) -> str:
    """Why it is made anew or destroyed; of what is updated, which attributes change."""
    if change.action == "update":
        return ", ".join(dict.fromkeys(item.path.partition("[")[0].partition(".")[0] for item in change.attributes))
    forced = [said(item) if change.loses and _is_short(item) else item.path for item in change.forced_by]
    return ", ".join([*(["forced by " + ", ".join(forced)] if forced else []), *filter(None, [change.because])])


def _is_short(item: Attribute) -> bool:
    return item.known and not item.sensitive and max(len(shown(item.before)), len(shown(item.after))) <= _SHORT


def said(item: Attribute) -> str:
    """`location: europe-west4 -> europe-west3`."""
    if item.sensitive:
        return f"{item.path}: (sensitive)"
    after = shown(item.after) if item.known else "(known after apply)"
    if item.before is None:
        return f"{item.path}: {after}"
    return f"{item.path}: {shown(item.before)} -> {after}"


def shown(value: Any) -> str:
    """A value on one line; a long one is cut, whole in the JSON document."""
    text = value if isinstance(value, str) else "not set" if value is None else json.dumps(value)
    line = " ".join(text.split())
    line = line or '""'
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
