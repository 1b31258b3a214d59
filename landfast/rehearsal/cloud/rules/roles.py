"""A predefined role that is granted must be one that Google has."""

from __future__ import annotations

from landfast.gcp.roles import predefined_roles
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.iam import added
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store


def check(call: Call, _store: Store) -> None:
    for role in sorted({grant.role for grant in added(call)}):
        # Others are somebody's own: `projects/P/roles/R`.
        if role.startswith("roles/") and role not in predefined_roles():
            raise bad_request(f"Role {role} is not supported for this resource.")
