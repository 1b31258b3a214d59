"""What would be lost, and who agrees to it before an apply begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from landfast.core.errors import UserError
from landfast.terraform.changes import PlannedChange

# What has a person agree to all that a run would change, at once; what it raises is let through.
Consent = Callable[[Sequence[PlannedChange]], None]


def refuse_more(found: Sequence[PlannedChange], agreed: Sequence[PlannedChange]) -> None:
    """Raises: UserError if something that holds data would be lost, and nobody was asked."""
    asked = {(change.stack, change.address) for change in agreed if change.is_loss}
    more = [change for change in found if change.loses and (change.stack, change.address) not in asked]
    if more:
        names = ", ".join(f"{change.address} ({change.name})" for change in more)
        raise UserError(f"stack {more[0].stack}: would now lose {names}, too: run again, and it asks for that first")
