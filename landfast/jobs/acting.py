"""A rehearsal as somebody who may do what is granted alone: with the roles that `landfast doctor --roles` writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from landfast.check import evaluated
from landfast.core.errors import InputError, Problem
from landfast.core.progress import Event, Reporter
from landfast.doctor.rights import rights_of
from landfast.doctor.roles import grants_of
from landfast.doctor.subject import Examined
from landfast.rehearsal.given import GivenRole
from landfast.targets.given import ORGANIZATION
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.jobs.provision import Cleared

MEMBER = re.compile(r"(user|serviceAccount):[^@\s]+@[^@\s]+\.[^@\s]+")


def checked_member(caller: str | None) -> str:
    """Who is meant by `--as`; empty: the owner of all. Raises: InputError for nobody's name."""
    if caller and not MEMBER.fullmatch(caller):
        step = "serviceAccount:ci@acme-ci.iam.gserviceaccount.com, or user:ana@acme.example"
        raise InputError([Problem("--as", "is nobody", caller, next_step=step)])
    return caller or ""


def permit(workspace: Workspace, it: Cleared, member: str, report: Reporter) -> None:
    """Before anything is applied: grants the roles in the simulated cloud, as whoever may would.

    What stands of them is left as it is, so that what was taken away stays away. Whoever makes a project owns it: in
    one that does not stand nothing is granted. Raises: InputError for a spec that names no cloud.
    """
    examined = Examined.of(workspace.spec, workspace.environment_name, evaluated(it.gate.stacks))
    organization = f"organizations/{examined.google.organization or ORGANIZATION}"
    wanted = grants_of(rights_of(examined, organization), examined, organization, member)
    roles = [
        GivenRole(each.role, tuple(each.permissions), each.node, member)
        for each in wanted
        if not each.node.startswith(("buckets/", "projects/"))
        or (examined.names.standing and each.node == examined.named)
    ]
    it.session.permit(roles)
    held = ", ".join(f"{len(each.permissions)} permissions on {each.node}" for each in roles)
    said = (
        f"acts as {member}, with {held}: the roles that `landfast doctor {workspace.environment_name} --roles` writes"
    )
    report(Event("notice", "done", detail=said))
