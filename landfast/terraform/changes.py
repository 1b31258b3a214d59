"""What a plan would do, resource by resource: what changes, what forces it, and what is lost with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from landfast.core.digests import sha256
from landfast.gcp.contents import GROUPS, LOST, PROJECT, Group, group_of, is_grant, noun_of
from landfast.provider.facts import facts
from landfast.provider.values import is_in, joined, leaves, marked
from landfast.terraform.stack import action_of

Value = str | float | bool | None
Action = Literal["replace", "delete", "update", "create"]
# In the order that a person reads them in: what is lost first.
ACTIONS: tuple[Action, ...] = ("replace", "delete", "update", "create")
# Why Terraform does what no attribute forces: https://developer.hashicorp.com/terraform/internals/json-format
_REASONS = {
    "delete_because_no_resource_config": "the spec asks for it no longer",
    "delete_because_no_module": "the spec asks for it no longer",
    "delete_because_wrong_repetition": "the spec asks for it no longer",
    "delete_because_count_index": "the spec asks for fewer of them",
    "delete_because_each_key": "the spec asks for it no longer",
    "delete_because_no_move_target": "the spec asks for it no longer",
    "replace_because_tainted": "an apply that failed left it half made",
    "replace_by_request": "somebody asked Terraform to make it anew",
    "replace_by_triggers": "what it depends on is made anew",
}
_DEPOSED = "left over from when it was last made anew"


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that changes. `known` false: the new value is known after apply only.

    `sensitive`: the values are left out here.
    """

    path: str
    before: Value
    after: Value
    known: bool = True
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """What an apply would do to one resource. `forced_by` are the attributes for which it is made anew.

    `because` is why, in words, where no attribute says it; `attributes` is all of it that changes.
    """

    stack: str
    address: str
    type: str
    name: str
    action: Action
    forced_by: tuple[Attribute, ...] = ()
    because: str = ""
    attributes: tuple[Attribute, ...] = ()

    @property
    def is_loss(self) -> bool:
        """Whether the resource that stands is destroyed."""
        return self.action in ("replace", "delete")

    @property
    def loses(self) -> str:
        """What is gone for good, that nobody can make again; empty if nothing is."""
        return LOST.get(self.type, "") if self.is_loss else ""

    @property
    def is_project(self) -> bool:
        return self.type == PROJECT

    @property
    def group(self) -> Group:
        return group_of(self.type)

    @property
    def noun(self) -> str:
        return noun_of(self.type)


def changes(stack: str, plan: Mapping[str, Any]) -> list[PlannedChange]:
    """What applying the plan of a stack would change, what is lost first, then by what it holds, then by address."""
    found = (_change(stack, said) for said in plan.get("resource_changes", ()))
    return in_order([change for change in found if change is not None])


def in_order(found: Iterable[PlannedChange]) -> list[PlannedChange]:
    """What is lost first; then stack by stack as they came, group by group, by address."""
    listed = list(found)
    stacks = {stack: number for number, stack in enumerate(dict.fromkeys(change.stack for change in listed))}

    def place(change: PlannedChange) -> tuple[bool, int, int, bool, bool, int, str]:
        group, action = GROUPS.index(change.group), ACTIONS.index(change.action)
        within = not change.is_project, not change.loses, action, change.address
        return not change.is_loss, stacks[change.stack], group, *within

    return sorted(listed, key=place)


def digest(found: Iterable[PlannedChange]) -> str:
    """What two plans have in common that do the same: values that are not secret, and no time of day."""
    plain = [
        (one.stack, one.address, one.type, one.action, one.because, [_plain(item) for item in one.attributes])
        for one in sorted(found, key=lambda one: (one.stack, one.address, one.because))
    ]
    written = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(written.encode())


def _plain(item: Attribute) -> tuple[Any, ...]:
    return item.path, item.before, item.after, item.known, item.sensitive


def _change(stack: str, said: Mapping[str, Any]) -> PlannedChange | None:
    change = said["change"]
    action = action_of(change["actions"])
    if not action or said.get("mode", "managed") != "managed":
        return None
    before, after = change.get("before") or {}, change.get("after") or {}
    attributes = () if action == "delete" else tuple(_attributes(change, creates=action == "create"))
    paths = [joined(parts) for parts in change.get("replace_paths") or ()]
    forced_by = tuple(_forcing(path, attributes) for path in paths)
    because = _DEPOSED if said.get("deposed") else _REASONS.get(said.get("action_reason") or "", "")
    kind = said["type"]
    name = name_of(kind, before or after) or said["address"].rpartition(".")[2]
    known: Action = next(one for one in ACTIONS if one == action)
    return PlannedChange(stack, said["address"], kind, name, known, forced_by, because, attributes)


def name_of(kind: str, values: Mapping[str, Any]) -> str:
    """What a person calls it; empty where only its address tells, as of a grant, or of what has but a number."""
    if is_grant(kind):
        return ""
    of_api = facts(kind).name_attribute
    # The provider's facts call the type of a DNS record its name.
    candidates = (of_api if of_api != "type" else "", "name", "display_name", "id")
    names = [str(values.get(attribute) or "").rsplit("/", 1)[-1] for attribute in candidates if attribute]
    return next((name for name in names if name and not name.isdecimal()), "")


def _forcing(path: str, attributes: Sequence[Attribute]) -> Attribute:
    """The attribute at a path; of a block that is made anew as a whole, the block."""
    below = [item for item in attributes if is_in(item.path, [path])]
    return below[0] if len(below) == 1 else Attribute(path, None, None, known=False)


def _attributes(change: Mapping[str, Any], *, creates: bool) -> Iterable[Attribute]:
    """Every value that changes, leaf by leaf. Of what is made new: those that are set, and known."""
    before, after = leaves(change.get("before")), leaves(change.get("after"))
    unknown, hidden = _marked(change, "after_unknown"), _marked(change, "before_sensitive", "after_sensitive")
    for path in sorted({*before, *after, *unknown}):
        old, new, known = before.get(path), after.get(path), not is_in(path, unknown)
        if creates if not known else old == new:
            continue
        sensitive = is_in(path, hidden)
        yield Attribute(path, None if sensitive else old, None if sensitive else new, known, sensitive)


def _marked(change: Mapping[str, Any], *sides: str) -> set[str]:
    """Paths of all that the plan marks."""
    return {path for side in sides for path in marked(change.get(side))}
