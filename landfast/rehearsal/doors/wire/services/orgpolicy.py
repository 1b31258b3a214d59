"""Organization policies of projects, folders and organizations; and what holds of one, once it has been heard of."""

from __future__ import annotations

from typing import Any

from landfast.gcp.constraints import constraint_kind
from landfast.provider.values import Object
from landfast.rehearsal.cloud.policies import POLICY, OrganizationPolicy, effective_on
from landfast.rehearsal.cloud.principal import NODES
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service

READ = "orgpolicy.policy.get"
PARENTS = ("projects", "folders", "organizations")
# What the provider writes as TRUE and FALSE.
WORDS = ("enforce", "allow_all", "deny_all")


def _effective(asked: Asked) -> Object:
    """https://cloud.google.com/resource-manager/docs/reference/orgpolicy/rest/v2/folders.policies/getEffectivePolicy"""
    node, _policies, constraint = asked.path.partition("/policies/")
    if READ not in asked.access.held(NODES.get(node.partition("/")[0], ""), node, asked.project):
        raise asked.denied(READ, node)
    found = effective_on(asked.store, node, constraint)
    if constraint_kind(constraint) == "boolean":
        return {"name": asked.path, "spec": {"rules": [{"enforce": found.enforced}]}}
    return {"name": asked.path, "spec": {"rules": [_list_rule(found)]}}


def _list_rule(policy: OrganizationPolicy) -> Object:
    """What is denied is told beside what is allowed; with nothing said all is allowed."""
    allowed, denied = (sorted(side - {"*"}) for side in (policy.allowed, policy.denied))
    if "*" in policy.denied or (policy.restricted and not policy.allowed):
        return {"denyAll": True}
    values = {
        **({"allowedValues": allowed} if policy.restricted and allowed else {}),
        **({"deniedValues": denied} if denied else {}),
    }
    return {"values": values} if values else {"allowAll": True}


def _in_words(fields: Object, _content: Object) -> None:
    specs: list[Any] = [*(fields.get("spec") or []), *(fields.get("dry_run_spec") or [])]
    for rule in (rule for spec in specs for rule in spec.get("rules") or []):
        rule.update({name: str(rule[name]).upper() for name in WORDS if rule.get(name) is not None})


SERVICE = Service(
    "orgpolicy.v2",
    tuple(
        Collection(f"{parent}.policies", POLICY, full_name=True, differs=Differences(to_fields=_in_words))
        for parent in PARENTS
    ),
    handlers={f"{parent}.policies.getEffectivePolicy": _effective for parent in PARENTS},
    package="google.cloud.orgpolicy.v2",
)
