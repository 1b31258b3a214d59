"""What becomes of a stack whose project goes as a whole: it lets go of what went with it, and of what protects the
rest."""

from __future__ import annotations

from collections.abc import Sequence

from landfast.terraform.access import CloudAccess
from landfast.terraform.journal import Journal
from landfast.terraform.lifecycle import adopt_unfinished, ready
from landfast.terraform.results import StackResult
from landfast.terraform.retired import retired_of
from landfast.terraform.stack import Stack
from landfast.terraform.within import StateEntry


def settle(stack: Stack, access: CloudAccess) -> None:
    """Takes into the state what an interrupted apply made besides. Raises: TerraformError."""
    if not stack.may_stand:
        return
    ready(stack, access.patience)
    journal = Journal(stack.path, stack.log, retired_of(stack, access))
    if journal.pending:
        adopt_unfinished(stack, journal, access)


def lift(stack: Stack, addresses: Sequence[str]) -> None:
    """Applies what the configuration says of these resources alone, so that nothing protects them any more.

    Raises: TerraformError.
    """
    if addresses:
        stack.apply(stack.plan(only=addresses))


def forget(stack: Stack, going: Sequence[StateEntry], access: CloudAccess) -> StackResult:
    """Drops from the state what went with the project, and notes what can be taken back. Raises: TerraformError.

    What an interrupted apply made is noted no longer: it went, too.
    """
    if stack.may_stand:
        ready(stack, access.patience)
        journal = Journal(stack.path, stack.log, retired_of(stack, access))
        if going:
            journal.retire_all({entry.address: (entry.type, entry.values) for entry in going})
            stack.forget([entry.address for entry in going])
        journal.forget_apply()
    stack.tell("destroy", "done" if going else "skipped", f"{len(going)} went with the project")
    return StackResult(stack.folder.name, 0, 0, len(going), stack.elapsed())
