"""Custom roles: of permissions that there are, and that such a role can hold."""

from __future__ import annotations

from landfast.gcp.roles import permissions
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Taken
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

# https://cloud.google.com/iam/docs/custom-roles-permissions-support: what a role of a project can't hold.
OF_ORGANIZATIONS = ("resourcemanager.organizations.", "resourcemanager.folders.", "billing.accounts.")
NOT_OF_PROJECTS = ("resourcemanager.projects.list", "resourcemanager.projects.create")
TAKEN = Taken("A role named {last} in {project} already exists.")


def _of_a_project(call: Call, store: Store) -> None:
    _valid(call, store)
    for permission in call.fields.get("permissions") or [] if call.writes else ():
        if permission.startswith(OF_ORGANIZATIONS) or permission in NOT_OF_PROJECTS:
            raise bad_request(f"Permission {permission} is not valid.")


def _valid(call: Call, _store: Store) -> None:
    known = permissions()
    for permission in call.fields.get("permissions") or [] if call.writes else ():
        if permission not in known:
            raise bad_request(f"Permission {permission} is not valid.")


BEHAVIOURS = {
    "google_project_iam_custom_role": Behaviour(refuses=(_of_a_project,), taken=TAKEN),
    "google_organization_iam_custom_role": Behaviour(refuses=(_valid,), taken=TAKEN),
}
