"""What happens to one stack: made ready after whatever was before, planned, applied, destroyed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from landfast.terraform.access import CloudAccess, Patience, Restore
from landfast.terraform.adopt import claimed, drop_imports, plan_with_imports, restore_projects
from landfast.terraform.errors import TerraformError
from landfast.terraform.journal import Journal, imported
from landfast.terraform.recovery import plan_unlocked, push_errored, recover
from landfast.terraform.results import StackResult, done
from landfast.terraform.retry import Retry, drop_endings
from landfast.terraform.stack import Plan, Stack

Gate = Callable[[str, Mapping[str, Any]], None]


def ready(stack: Stack, patience: Patience) -> None:
    """Whatever an interrupted run left is put in order. Raises: UserError."""
    recover(stack, patience.orphan)
    stack.init()
    push_errored(stack)


def plan(stack: Stack, patience: Patience) -> Plan:
    """Plans a stack. Raises: TerraformError."""
    ready(stack, patience)
    found = plan_unlocked(stack)
    actions = ("create", "update", "replace", "delete")
    changes = [f"{found.count(action)} to {action}" for action in actions if found.count(action)]
    stack.tell("plan", "done", ", ".join(changes) or "no changes")
    return found


def apply(stack: Stack, plan: Plan, gate: Gate, access: CloudAccess) -> StackResult:
    """Applies a plan, after adopting what an earlier run made or left and the state does not know.

    What the cloud refuses for the moment only is tried again, with the target's patience. A plan that is
    made anew goes through the gate again. Raises: TerraformError, and what the gate raises.
    """
    journal = Journal(stack.path, stack.log)
    retry = Retry(stack, access.patience.retries)
    found = plan
    try:
        while True:
            try:
                found = _adopting(stack, found, journal, gate, access.restore)
                _carry_out(stack, found, journal)
                break
            except TerraformError as error:
                retry.prepare(error, found)
            found = plan_unlocked(stack)
            gate(stack.folder.name, found.document)
    finally:
        drop_imports(stack)
        drop_endings(stack)
    if stack.folder.retired:
        stack.folder.config.unlink()
    # Further tries only finish what the first plan was about.
    return done(stack, plan)


def _adopting(stack: Stack, found: Plan, journal: Journal, gate: Gate, restore: Restore | None) -> Plan:
    claims = claimed(journal.claims(), found)
    if not claims:
        return found
    stack.tell("plan", "progress", f"taking back {len(claims)} that an earlier run left")
    restore_projects(claims, restore)
    found = plan_with_imports(stack, claims)
    gate(stack.folder.name, found.document)
    return found


def _carry_out(stack: Stack, found: Plan, journal: Journal) -> None:
    if found.changes_anything:
        journal.begin(found.document)
        stack.apply(found)
        stack.tell("apply", "done", "", found.steps, found.steps)
    else:
        stack.forget_plan()
        stack.tell("apply", "skipped", "no changes")
    journal.finish(found.document)


def destroy(stack: Stack, patience: Patience) -> StackResult:
    """Destroys all that a stack's state names, and what an interrupted apply made besides. Raises: TerraformError."""
    if not stack.may_stand:
        stack.tell("destroy", "skipped", "nothing stands")
        return StackResult(stack.folder.name, 0, 0, 0, 0.0)
    ready(stack, patience)
    journal = Journal(stack.path, stack.log)
    _adopt_unfinished(stack, journal)
    found = plan_unlocked(stack, destroy=True)
    if found.changes_anything:
        journal.retire(found.document)
        stack.apply(found)
        stack.tell("destroy", "done", "", found.steps, found.steps)
    else:
        stack.tell("destroy", "skipped", "nothing stands")
    journal.forget_apply()
    return done(stack, found)


def _adopt_unfinished(stack: Stack, journal: Journal) -> None:
    """A destroy takes only what the state names: what an apply made unknown to it is written there first."""
    unfinished = journal.unfinished()
    claims = claimed(unfinished, plan_unlocked(stack)) if unfinished else {}
    if not claims:
        return
    try:
        adopted = imported(plan_with_imports(stack, claims).document)
    finally:
        drop_imports(stack)
    for address in adopted:
        stack.adopt(address, claims[address])
