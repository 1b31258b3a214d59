"""What would be lost or changed, and who agrees to it before an apply begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from landfast.core.errors import UserError
from landfast.terraform.changes import PlannedChange

# What has a person agree to all that a run would change, at once; what it raises is let through.
Consent = Callable[[Sequence[PlannedChange]], None]


def refuse_others(found: Sequence[PlannedChange], agreed: Sequence[PlannedChange]) -> None:
    """Raises: UserError if something would be done that was not in the plan that somebody has read.

    What it makes may be half made when it is planned anew, or be found and taken in: that is no other change.
    """
    read = {(change.stack, change.address): change.action for change in agreed}
    making = ("create", "replace")
    others = [
        change
        for change in found
        if (known := read.get((change.stack, change.address))) != change.action and known not in making
    ]
    if others:
        names = ", ".join(f"{change.action} {change.address}" for change in others)
        raise UserError(f"stack {others[0].stack}: would now do what is not in the plan: {names}; read a new plan")


def refuse_more(found: Sequence[PlannedChange], agreed: Sequence[PlannedChange]) -> None:
    """Raises: UserError if something that holds data would be lost, and nobody was asked."""
    asked = {(change.stack, change.address) for change in agreed if change.is_loss}
    more = [change for change in found if change.loses and (change.stack, change.address) not in asked]
    if more:
        names = ", ".join(f"{change.address} ({change.name})" for change in more)
        raise UserError(f"stack {more[0].stack}: would now lose {names}, too: run again, and it asks for that first")
