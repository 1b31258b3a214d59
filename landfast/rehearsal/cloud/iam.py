"""Who may do what: the IAM policy of a resource, gathered from its member, binding and policy resources."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from landfast.provider.facts import facts, fill, iam_resource
from landfast.provider.values import Object
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.doors.terraform.plan.suppress import normal_member

KINDS = ("member", "binding", "policy")


def grants(store: Store, parent: str, resource_id: str) -> Iterator[tuple[str, str]]:
    """(role, member) of a resource; `parent` is its Terraform type, `resource_id` as its IAM ids begin."""
    for kind in KINDS:
        for item in store.list(f"{parent}_iam_{kind}"):
            if target(item.type, item.body) == resource_id:
                yield from pairs(item)


def target(type_name: str, values: Object) -> str:
    """The resource that an IAM resource is about, as its id begins."""
    known = dict(values)
    if isinstance(known.get("project"), str):
        known["project"] = known["project"].removeprefix("projects/")
    return fill(iam_resource(facts(type_name)), known) or ""


def pairs(item: StoredResource) -> list[tuple[str, str]]:
    """(role, member) that one IAM resource grants."""
    body = item.body
    if item.type.endswith("_iam_member"):
        return [(body["role"], normal_member(body["member"]))]
    if item.type.endswith("_iam_binding"):
        return [(body["role"], normal_member(member)) for member in body["members"] or []]
    return [(bind["role"], normal_member(member)) for bind in _bindings(body) for member in bind["members"]]


def same_condition(one: Object, other: Object) -> bool:
    return (one.get("condition") or []) == (other.get("condition") or [])


def members_of_role(store: Store, binding: StoredResource) -> list[str]:
    """All members of a binding's role as they stand: its own, and those that single grants added later."""
    own = [str(member) for member in binding.body["members"] or []]
    known = {normal_member(member) for member in own}
    single = binding.type.removesuffix("binding") + "member"
    for item in store.list(single):
        same = target(single, item.body) == target(binding.type, binding.body)
        same = same and item.body["role"] == binding.body["role"] and same_condition(item.body, binding.body)
        if same and normal_member(item.body["member"]) not in known:
            own.append(item.body["member"])
    return own


def members(values: Object) -> list[str]:
    """The members that an IAM resource names."""
    if isinstance(values.get("member"), str):
        return [values["member"]]
    if isinstance(values.get("members"), list):
        return [str(member) for member in values["members"]]
    return [member for bind in _bindings(values) for member in bind["members"]]


def roles(values: Object) -> list[str]:
    """The roles that an IAM resource grants."""
    return [values["role"]] if isinstance(values.get("role"), str) else [bind["role"] for bind in _bindings(values)]


def _bindings(values: Object) -> list[dict[str, Any]]:
    """The bindings of a whole policy. Raises Refusal (400) if it is none."""
    try:
        policy = json.loads(values.get("policy_data") or "{}")
        return [{"role": bind["role"], "members": list(bind["members"])} for bind in policy.get("bindings", [])]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise bad_request(f"Invalid JSON payload received: policy_data is no IAM policy ({error!r})") from error
