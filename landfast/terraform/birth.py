"""A project waits until what it is born under is known everywhere, and is looked at once it stands."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from landfast.core.errors import UserError
from landfast.terraform.access import CloudAccess
from landfast.terraform.claims import creations
from landfast.terraform.errors import TerraformError, failure
from landfast.terraform.leaving import StackWork
from landfast.terraform.messages import Diagnostic
from landfast.terraform.stack import Plan, Stack, action_of

PROJECT = "google_project"
# How often it is asked whether all is known.
ASKED_SECONDS = 10.0


def conditions(stack: Stack, plan: Plan, access: CloudAccess) -> tuple[str, ...]:
    """Addresses that a project which the plan makes comes after, and that the plan makes or changes too.

    Nothing if the cloud knows of a change at once.
    """
    made = {address for address, kind, _values in creations(plan.document) if kind == PROJECT}
    if not made or not access.patience.settling or access.birth is None:
        return ()
    projects = stack.folder.read()["resource"][PROJECT]
    before = {name for key, body in projects.items() if f"{PROJECT}.{key}" in made for name in body["depends_on"]}
    changing = {change["address"] for change in _changes(plan) if action_of(change["change"]["actions"])}
    return tuple(sorted(before & changing))


def await_conditions(stack: Stack, plan: Plan, addresses: Sequence[str], access: CloudAccess) -> None:
    """Waits until the cloud says that what stands at these addresses holds, and then some. Raises: TerraformError."""
    wanted = {change["address"]: change for change in _changes(plan) if change["address"] in addresses}
    known = [(change["type"], change["change"].get("before") or {}) for change in wanted.values()]
    work, patience = StackWork(stack, "apply"), access.patience
    ends = time.monotonic() + patience.settling + sum(patience.retries)
    while unheard := _asked(stack, access, known):
        if time.monotonic() > ends:
            what = f"not heard of everywhere: {', '.join(unheard)}: run again, nothing is lost"
            raise failure(stack.folder, "apply", [Diagnostic("error", "policies of a new project", what)], "", 1)
        work.say(f"waits until {unheard[0]} holds: the project is made under it")
        work.pause(min(ASKED_SECONDS, patience.settling / 10))
    # What can be read of a policy is told sooner than what is refused by it.
    work.say(f"waits {patience.settling:.0f} s until the new policies hold everywhere: the project is made under them")
    work.pause(patience.settling)


def look_at_project(stack: Stack, plan: Plan, access: CloudAccess) -> None:
    """Raises: TerraformError if a project of the stack has its logs elsewhere, or accounts that may change it all."""
    for change in _changes(plan):
        if change["type"] == PROJECT and access.birth is not None and change["change"]["after"]:
            project = str(change["change"]["after"].get("project_id"))
            provider = stack.folder.read()["provider"]["google"]
            region = str((provider[0] if isinstance(provider, list) else provider).get("region"))
            found = [Diagnostic("error", "project", words) for words in access.birth.problems(project, region)]
            if found:
                raise failure(stack.folder, "apply", found, "", 1)


def _asked(stack: Stack, access: CloudAccess, known: Sequence[tuple[str, Mapping[str, Any]]]) -> Sequence[str]:
    if access.birth is None:
        return ()
    try:
        return access.birth.unheard(known)
    except TerraformError:
        raise
    except UserError as error:
        found = Diagnostic("error", "policies of a new project", str(error))
        raise failure(stack.folder, "apply", [found], "", 1) from error


def _changes(plan: Plan) -> list[Mapping[str, Any]]:
    return [one for one in plan.document.get("resource_changes", ()) if one.get("mode", "managed") == "managed"]
