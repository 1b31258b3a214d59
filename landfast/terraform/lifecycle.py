"""What happens to one stack: made ready after whatever was before, planned, applied, destroyed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from landfast.terraform.access import CloudAccess, Patience
from landfast.terraform.adopt import adopting, drop_imports
from landfast.terraform.birth import await_conditions, conditions, look_at_project
from landfast.terraform.claims import imported
from landfast.terraform.drifting import StackDrift, stack_drift
from landfast.terraform.endings import drop_endings
from landfast.terraform.errors import TerraformError
from landfast.terraform.journal import Journal
from landfast.terraform.leaving import Leaving
from landfast.terraform.recovery import plan_unlocked, push_errored, recover
from landfast.terraform.results import StackResult, done
from landfast.terraform.retired import retired_of
from landfast.terraform.retry import Retry, changes_rules
from landfast.terraform.saved import SavedPlan
from landfast.terraform.stack import Plan, Stack
from landfast.terraform.standing import Standing

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


def drift(stack: Stack, patience: Patience) -> StackDrift:
    """What stands otherwise than the stack's state says; the state itself stays as it is. Raises: TerraformError."""
    if not stack.may_stand:
        stack.tell("plan", "skipped", "nothing stands")
        return StackDrift()
    ready(stack, patience)
    read = plan_unlocked(stack, "refresh-only").document
    # What an apply does about it is asked for only where there is something to do.
    found = stack_drift(stack.folder, read, plan_unlocked(stack).document) if read else StackDrift()
    stack.tell("plan", "done", f"{len(found.drifted)} drifted" if found.drifted else "no drift")
    return found


def taken(stack: Stack, saved: SavedPlan, patience: Patience) -> Plan:
    """A plan that was saved, in place of one made now. Raises: TerraformError."""
    stack.init_as(saved)
    ready(stack, patience)
    return stack.take(saved)


def apply(stack: Stack, plan: Plan, gate: Gate, access: CloudAccess) -> StackResult:
    """Applies a plan, after adopting what an earlier run made or left and the state does not know.

    What the cloud refuses for the moment only is tried again, with the target's patience. A plan that is
    made anew goes through the gate again. Raises: TerraformError, and what the gate raises.
    """
    journal = Journal(stack.path, stack.log, retired_of(stack, access))
    retry = Retry(stack, access, "apply")
    found = plan
    try:
        while True:
            try:
                found = _adopting(stack, found, journal, gate, access)
                if first := conditions(stack, found, access):
                    _carry_out(stack, _judged(stack, stack.plan(only=first), gate), journal, retry.leaving)
                    found = _judged(stack, plan_unlocked(stack), gate)
                    await_conditions(stack, found, first, access)
                _carry_out(stack, found, journal, retry.leaving)
                break
            except TerraformError as error:
                retry.prepare(error, found)
            found = _judged(stack, plan_unlocked(stack), gate)
        look_at_project(stack, found, access)
    finally:
        drop_imports(stack)
        drop_endings(stack)
    if stack.folder.retired:
        stack.folder.config.unlink()
    # Further tries only finish what the first plan was about.
    return done(stack, plan)


def _judged(stack: Stack, plan: Plan, gate: Gate) -> Plan:
    gate(stack.folder.name, plan.document)
    return plan


def _adopting(stack: Stack, found: Plan, journal: Journal, gate: Gate, access: CloudAccess) -> Plan:
    adopted = adopting(stack, found, journal, access)
    if adopted is not found:
        gate(stack.folder.name, adopted.document)
    return adopted


def _carry_out(stack: Stack, found: Plan, journal: Journal, leaving: Leaving) -> None:
    if found.changes_anything:
        leaving.access.news.rules |= changes_rules(found)
        leaving.empty(found)
        journal.begin(found.document)
        stack.apply(found)
        stack.tell("apply", "done", "", found.steps, found.steps)
    elif stack_drift(stack.folder, found.document, found.document).drifted:
        # The spec leaves it open what others changed: the state takes note of it, and it is no drift any more.
        stack.apply(found)
        stack.tell("apply", "done", "no changes; what others changed is noted")
    else:
        stack.forget_plan()
        stack.tell("apply", "skipped", "no changes")
    journal.finish(found.document)


def destroy(stack: Stack, access: CloudAccess) -> StackResult:
    """Destroys all that a stack's state names, and what an interrupted apply made besides. Raises: TerraformError."""
    if not stack.may_stand:
        stack.tell("destroy", "skipped", "nothing stands")
        return StackResult(stack.folder.name, 0, 0, 0, 0.0)
    ready(stack, access.patience)
    journal = Journal(stack.path, stack.log, retired_of(stack, access))
    if journal.pending:
        adopt_unfinished(stack, journal, access)
    elif stack.standing() == Standing():
        stack.tell("destroy", "skipped", "nothing stands")
        return StackResult(stack.folder.name, 0, 0, 0, stack.elapsed())
    found = plan_unlocked(stack, "destroy")
    if found.changes_anything:
        journal.retire(found.document)
        _take_down(stack, found, Retry(stack, access, "destroy"))
        stack.tell("destroy", "done", "", found.steps, found.steps)
    else:
        # Others removed what the state names: it is told.
        stack.apply(found)
        stack.tell("destroy", "skipped", "nothing stands any more")
    journal.forget_apply()
    return done(stack, found)


def _take_down(stack: Stack, plan: Plan, retry: Retry) -> None:
    """Empties what is to go, then destroys it; what can't go yet is taken out of the way, or waited for."""
    found = plan
    while found.changes_anything:
        retry.access.news.rules |= changes_rules(found)
        retry.leaving.empty(found)
        try:
            stack.apply(found)
            break
        except TerraformError as error:
            retry.prepare(error, found)
        found = plan_unlocked(stack, "destroy")


def adopt_unfinished(stack: Stack, journal: Journal, access: CloudAccess) -> None:
    """A destroy takes only what the state names: what an apply made unknown to it is written there first."""
    try:
        adopted = imported(adopting(stack, plan_unlocked(stack), journal, access).document)
    finally:
        drop_imports(stack)
    for address, change in adopted.items():
        stack.adopt(address, change["importing"]["id"])
