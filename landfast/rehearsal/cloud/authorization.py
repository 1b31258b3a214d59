"""Whether whoever calls may do it: each permission that its kind needs, on what it is about; one judge for both doors.

What a kind needs is what `landfast doctor` asks for before (`gcp/data/type_permissions.json`), so whoever is refused
here would have been told there.
"""

from __future__ import annotations

import re

from landfast.gcp.type_permissions import level_of, needed_permissions
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.project import FOLDER, PROJECT
from landfast.rehearsal.cloud.policies import above, parent_of
from landfast.rehearsal.cloud.principal import EVERYBODYS_OWNER, NODES, Principal
from landfast.rehearsal.cloud.refusal import forbidden

BUCKET, OBJECT = "google_storage_bucket", "google_storage_bucket_object"
ACTS_AS = "iam.serviceAccounts.actAs"
IN_NODE = re.compile(r"^(?:projects|folders|organizations)/[^/]+")
OF_POLICIES = {"set_iam_policy": "create", "get_iam_policy": "read"}


def authorize(principal: Principal, call: Call) -> None:
    """Raises: Refusal (403), which names the first permission that is not held."""
    if principal.member == EVERYBODYS_OWNER:
        return
    type_ = f"{call.type}_iam_member" if call.verb in OF_POLICIES else call.type
    known = needed_permissions(type_)
    if known is None:
        raise forbidden(f"What {call.verb} of {type_} needs is not known here: only the owner of all may.")
    for permission in known.get(OF_POLICIES.get(call.verb, call.verb), ()):
        if not _holds(principal, permission, call):
            place = f"//{call.kind.api}/{call.name or parent_of(call.fields)}"
            raise forbidden(f"Permission '{permission}' denied on resource '{place}' (or it may not exist).")


def _holds(principal: Principal, permission: str, call: Call) -> bool:
    level = level_of(permission)
    if level == "billing_account":
        account = str(call.fields.get("billing_account") or (call.before or {}).get("billing_account") or "")
        return not account or permission in _held_on(principal, f"billingAccounts/{account}")
    if level == "organization":
        nodes = {*principal.organizations, *above(principal.store, f"projects/{call.project}")}
        return any(permission in _held_on(principal, node) for node in nodes if node.startswith("organizations/"))
    if level == "parent":
        return permission in _held_on(principal, _parent(call))
    if call.type == PROJECT and call.verb == "create":
        # It is its maker's.
        return True
    if permission == ACTS_AS:
        # As whom a thing runs is no account of its own: asked of the project, whose every account it is.
        return permission in _held_on(principal, f"projects/{call.project}")
    if call.type == OBJECT:
        # Its name tells no bucket from the first part of its own: `BUCKET-NAME`.
        bucket = str(call.fields.get("bucket") or (call.before or {}).get("bucket") or "")
        return permission in principal.held(BUCKET, bucket, call.project)
    return permission in principal.held(call.type, call.name, call.project)


def _parent(call: Call) -> str:
    if call.type == PROJECT:
        return parent_of(call.fields)
    if call.type == FOLDER and call.verb == "create":
        return str(call.fields.get("parent") or "")
    found = IN_NODE.match(call.name)
    return found[0] if found else f"projects/{call.project}"


def _held_on(principal: Principal, node: str) -> frozenset[str]:
    kind, _slash, short = node.partition("/")
    return principal.held(NODES.get(kind, ""), node, short if kind == "projects" else "")
