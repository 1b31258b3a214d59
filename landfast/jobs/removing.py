"""Removes an environment by the steps that fit what stands, from wherever an earlier run stopped."""

from __future__ import annotations

from collections.abc import Callable

from landfast.core.progress import Reporter
from landfast.gcp.contents import PROJECT
from landfast.jobs.down_record import KEY, record_before, record_of_now
from landfast.jobs.down_steps import PROJECT_STEPS, RESOURCE_STEPS, Removal, take
from landfast.targets import Session
from landfast.targets.workspace import Workspace
from landfast.terraform import Driver, entries_of, going_with, own_project
from landfast.terraform.access import Restore


def remove(look: Callable[[], Removal | None]) -> Removal | None:
    """What was done; None if nothing stood. `look` says what is to be removed, as it stands. Raises: UserError."""
    removal = look()
    if removal is None:
        return None
    if removal.driver.unfinished and removal.stands:
        removal.driver.settle()
        removal = look() or removal
    removal.record = removal.record.kept()
    take(PROJECT_STEPS if removal.record.how == "project" else RESOURCE_STEPS, removal)
    return removal


def removal_of(
    workspace: Workspace,
    driver: Driver,
    session: Session,
    report: Reporter,
    agreed: frozenset[str] = frozenset(),
    *,
    lost: bool = False,
) -> Removal | None:
    """What is to be removed; None if nothing stands. `agreed`: names of what may go although something keeps it.

    A project that is a resource of the states is landfast's, and goes as a whole; not if its cloud is `lost`: then the
    states alone are left. Raises: UserError.
    """
    states = driver.states()
    entries = [entry for name, state in states.items() for entry in entries_of(name, state)]
    before, own = record_before(workspace), None if lost else own_project(entries)
    if not entries and before is None and not driver.unfinished:
        return None
    going = going_with(own, entries) if own else ()
    record = before or record_of_now(workspace, own, states, entries, going)
    return Removal(workspace, driver, session, report, record, entries, own, agreed, lost)


def take_back(workspace: Workspace, restore: Restore | None) -> None:
    """What a removal that was interrupted ended stands again, before anything is planned. Raises: UserError."""
    before = record_before(workspace)
    if before is None or restore is None:
        return
    if before.how == "project":
        restore(PROJECT, f"projects/{before.project}")
    for key in before.keys:
        restore(KEY, key)
    before.forget()
