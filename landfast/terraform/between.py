"""What one stack has in its state, and another has in its configuration since: it changes states, and stands as it is.

A newer landfast may declare a resource in another stack, say because something has to come after it. Terraform knows
`moved` within a state alone: between two it would make in one what stands, be refused, and destroy it in the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from landfast.terraform.claims import id_or_nothing, with_defaults
from landfast.terraform.stack import Stack, action_of

Documents = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class StateMove:
    """A resource that goes from the state of `origin` to that of `to`, by which `id` it is imported there.

    `is_there`: that state names it already, as after a move that was interrupted.
    """

    address: str
    origin: str
    to: str
    id: str
    is_there: bool


def state_moves(plans: Documents) -> tuple[StateMove, ...]:
    """Of plans by stack: what one of them would destroy, and another makes or has under the same address and id."""
    going = {
        (address, _id(plan, item, "before")): name for name, plan, address, item in _each(plans) if _is_deleted(item)
    }
    # Most plans destroy nothing: then no id is reckoned.
    addresses = {address for address, _known in going}
    return tuple(
        StateMove(address, going[address, known], name, known, action_of(item["change"]["actions"]) != "create")
        for name, plan, address, item in _each(plans)
        if address in addresses and not _is_deleted(item)
        if (known := _id(plan, item, "after")) and (address, known) in going
    )


def carry_out(move: StateMove, origin: Stack, to: Stack) -> None:
    """Writes it into the one state, then out of the other: never is it in none. Raises: TerraformError."""
    if not move.is_there:
        to.adopt(move.address, move.id)
    origin.forget([move.address])
    to.tell("plan", "progress", f"{move.address} is of this stack now, and stands as it did in {move.origin}")


def _each(plans: Documents) -> Iterator[tuple[str, Mapping[str, Any], str, Mapping[str, Any]]]:
    """Stack, its plan, address and change of each resource."""
    for name, plan in plans.items():
        for item in plan.get("resource_changes", ()):
            if item.get("mode", "managed") == "managed":
                yield name, plan, item["address"], item


def _is_deleted(item: Mapping[str, Any]) -> bool:
    return action_of(item["change"]["actions"]) == "delete"


def _id(plan: Mapping[str, Any], item: Mapping[str, Any], when: str) -> str:
    """By what it is imported, by its values before or after; empty if that is not known."""
    values = item["change"].get(when)
    return id_or_nothing(item["type"], with_defaults(plan, values)) if values else ""
