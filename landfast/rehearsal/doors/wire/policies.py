"""IAM policies by the wire, of any kind that has one: read, set on condition of an etag, asked for permissions."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from landfast.gcp.roles import permissions
from landfast.provider.facts import facts
from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.iam import Grants, RoleGrant, bindings_of, grants_in
from landfast.rehearsal.cloud.refusal import already_exists, bad_request, precondition_failed
from landfast.rehearsal.cloud.store import GIVEN_FOLDER, Store, StoredResource
from landfast.rehearsal.cloud.unmanaged import DEFAULT_GRANT
from landfast.rehearsal.doors.wire.asked import Asked

# What an IAM policy of nothing has: https://cloud.google.com/iam/docs/policies#etag
EMPTY = "ACAB"
PROJECT, AUDIT = "google_project", "google_project_iam_audit_config"
# Kinds that stand though nothing here made them.
GIVEN = ("google_organization", "google_billing_account")
WITH_CONDITIONS = 3


@dataclass(frozen=True, slots=True)
class Holder:
    """What a policy is of: its kind, by the name of the Terraform type, its own name, and the id of its project."""

    store: Store
    kind: str
    name: str
    project: str


def get(asked: Asked) -> Object:
    """The policy; one with conditions only if version 3 is asked for."""
    _check_stands(asked)
    return _shown(asked, _asked_version(asked))


def set_(asked: Asked) -> Object:
    """Replaces the policy. Raises: Refusal (409, or 412 of the older APIs) if its etag is not the one that stands."""
    _check_stands(asked)
    policy: Object = dict(asked.body.get("policy") or {}) if "Request" in asked.method.request else dict(asked.body)
    found = policy_of(_holder(asked))
    wanted = policy.get("etag")
    if wanted and wanted != found["etag"]:
        raise _changed(asked, str(wanted), str(found["etag"]))
    _check_form(policy)
    grants = grants_in(policy)
    _take_defaults(asked, grants)
    own = [grant for grant in grants if (grant.role, grant.member) not in _defaults(_holder(asked))]
    mask = str(
        asked.body.get("updateMask") or "bindings,etag" if "auditConfigs" not in policy else "auditConfigs,bindings"
    )
    if "bindings" in mask:
        call = Call("set_iam_policy", kind(asked.collection.kind), asked.name, asked.project, bindings_of(own))
        asked.faults.before(call.type, "update", {"id": call.name})
        asked.cloud.policy(call)
        asked.faults.after(call.type, "update", {"id": call.name})
    if "auditConfigs" in mask and asked.collection.kind == PROJECT:
        _set_audit(asked, policy.get("auditConfigs") or [])
    return _shown(asked, WITH_CONDITIONS)


def test(asked: Asked) -> Object:
    """Which of these permissions the caller has there: https://cloud.google.com/iam/docs/testing-permissions"""
    _check_stands(asked)
    wanted = asked.body.get("permissions") or list(asked.request.query.get("permissions", ()))
    for permission in wanted:
        if permission not in permissions():
            raise bad_request(f"Permission {permission} is not valid for this resource.")
    # A bucket's path names no project.
    standing = asked.find()
    held = asked.access.held(asked.collection.kind, asked.name, standing.project if standing else asked.project)
    found = [permission for permission in wanted if permission in held]
    return {"permissions": found} if found else {}


def _check_stands(asked: Asked) -> None:
    if asked.collection.kind not in GIVEN and asked.store.get(GIVEN_FOLDER, asked.name) is None:
        asked.standing()


def _asked_version(asked: Asked) -> int:
    options = asked.body.get("options") or {}
    text = asked.parameter("options.requestedPolicyVersion") or asked.parameter("optionsRequestedPolicyVersion")
    return int(options.get("requestedPolicyVersion") or text or 1)


def policy_of(holder: Holder) -> Object:
    """The whole policy, its conditions and its audit logs with it."""
    found = Grants(holder.store).of(holder.kind, holder.name)
    extra = [RoleGrant(role, member) for role, member in _defaults(holder)]
    policy: Object = bindings_of({*found, *extra})
    audit = _audit(holder)
    if audit:
        policy["auditConfigs"] = audit
    return {**policy, "etag": _etag(policy) if policy["bindings"] or audit else EMPTY}


def _holder(asked: Asked) -> Holder:
    return Holder(asked.store, asked.collection.kind, asked.name, asked.project)


def _shown(asked: Asked, version: int) -> Object:
    policy = policy_of(_holder(asked))
    conditional = any("condition" in binding for binding in policy["bindings"])
    if conditional and version < WITH_CONDITIONS:
        policy["bindings"] = [_withcond(binding) for binding in policy["bindings"]]
    policy["version"] = WITH_CONDITIONS if conditional and version >= WITH_CONDITIONS else 1
    if not policy["bindings"]:
        del policy["bindings"]
    if asked.service.short == "storage":
        policy |= {"kind": "storage#policy", "resourceId": f"projects/_/buckets/{asked.name}"}
    return policy


def _withcond(binding: Object) -> Object:
    """How a reader of version 1 sees one: https://cloud.google.com/iam/docs/policies#versions"""
    condition = binding.get("condition")
    if condition is None:
        return binding
    digest = hashlib.sha256(json.dumps(condition, sort_keys=True).encode()).hexdigest()[:20]
    return {"role": f"{binding['role']}_withcond_{digest}", "members": binding["members"]}


def _check_form(policy: Object) -> None:
    version = policy.get("version") or 0
    for binding in policy.get("bindings") or ():
        if str(binding.get("role")).count("_withcond_"):
            raise bad_request("The policy contains roles of conditional bindings: read it with version 3.")
        if binding.get("condition") and version < WITH_CONDITIONS:
            raise bad_request(
                "Specified policy version 1 cannot contain conditional bindings: set the version of the policy to 3."
            )
        if not binding.get("role"):
            raise bad_request("Role must be specified in each binding of the policy.")
        binding.setdefault("members", [])


def _changed(asked: Asked, given: str, found: str) -> Exception:
    if asked.service.classic:
        return precondition_failed("At least one of the pre-conditions you specified did not hold.")
    return already_exists(
        "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff. The "
        f"request's ETag '{given}' did not match the current policy's ETag '{found}'.",
        "conflict",
    )


def _etag(content: Any) -> str:
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).digest()
    return base64.b64encode(b"\x07" + digest[:7]).decode()


def _defaults(holder: Holder) -> list[tuple[str, str]]:
    """What Google grants its own accounts when a project is made."""
    if holder.kind != PROJECT:
        return []
    found = holder.store.list(DEFAULT_GRANT, holder.project)
    return [(str(item.fields["role"]), f"serviceAccount:{item.name}") for item in found]


def _take_defaults(asked: Asked, wanted: Iterable[RoleGrant]) -> None:
    left = {(grant.role, grant.member) for grant in wanted}
    for item in asked.store.list(DEFAULT_GRANT, asked.project) if asked.collection.kind == PROJECT else ():
        if (item.fields["role"], f"serviceAccount:{item.name}") not in left:
            asked.store.delete(item)


def _audit(holder: Holder) -> list[Object]:
    if holder.kind != PROJECT:
        return []
    return [
        {
            "service": item.fields["service"],
            "auditLogConfigs": [
                {
                    "logType": block["log_type"],
                    **({"exemptedMembers": block["exempted_members"]} if block.get("exempted_members") else {}),
                }
                for block in item.fields["audit_log_config"]
            ],
        }
        for item in holder.store.list(AUDIT)
        if item.name.startswith((f"{holder.project}/", f"projects/{holder.project}/"))
    ]


def _set_audit(asked: Asked, wanted: list[Object]) -> None:
    names = set()
    for each in wanted:
        blocks = [
            {"log_type": block.get("logType"), "exempted_members": block.get("exemptedMembers") or []}
            for block in each.get("auditLogConfigs") or ()
        ]
        fields = {"project": asked.project, "service": each.get("service"), "audit_log_config": blocks}
        made = asked.cloud.answer(Call("create", kind(AUDIT), fields=fields))
        names.add(made.name)
    for item in asked.store.list(AUDIT):
        if item.name not in names and item.name.startswith(f"{asked.project}/"):
            asked.store.delete(StoredResource(item.type, item.name, item.project, {}))


def has_policy(type_: str) -> bool:
    """Whether grants on a kind are a resource type of Terraform's."""
    return facts(f"{type_}_iam_member").known
