"""IAM policies of resources: rows of (resource, role, member, condition), whichever door they came through."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

CONDITION = ("title", "description", "expression")


@dataclass(frozen=True, slots=True, order=True)
class RoleGrant:
    """`member` is as the API keeps it; `condition` is JSON of its title, description and expression, or empty."""

    role: str
    member: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Grants:
    """The policies of one cloud. A resource is the Terraform type of its kind and its name."""

    store: Store

    def of(self, type_: str, name: str) -> list[RoleGrant]:
        sql = "SELECT role, member, condition FROM iam WHERE type = ? AND name = ? AND deleted = 0 ORDER BY 1, 2, 3"
        return [RoleGrant(*row) for row in self.store.rows(sql, (type_, name))]

    def resources(self, type_: str) -> list[str]:
        """Names of the resources of a kind that have a policy."""
        sql = "SELECT DISTINCT name FROM iam WHERE type = ? AND deleted = 0 ORDER BY 1"
        return [str(row[0]) for row in self.store.rows(sql, (type_,))]

    def has(self, type_: str, name: str, role: str, member: str) -> bool:
        """Whether the role is granted, with a condition or without."""
        wanted = normal_member(member)
        return any((grant.role, grant.member) == (role, wanted) for grant in self.of(type_, name))

    def add(self, type_: str, name: str, project: str, grants: Iterable[RoleGrant]) -> None:
        """Adds grants that the policy does not have."""
        for grant in grants:
            row = (type_, name, project, grant.role, grant.member, grant.condition)
            self.store.write("INSERT INTO iam VALUES (?, ?, ?, ?, ?, ?, 0)", row)

    def make_owner(self, type_: str, name: str, project: str, member: str) -> None:
        self.add(type_, name, project, [RoleGrant("roles/owner", member)])

    def take(self, type_: str, name: str, grants: Iterable[RoleGrant]) -> None:
        """Takes grants away that the policy has."""
        grant_of = "type = ? AND name = ? AND role = ? AND member = ? AND condition = ? AND deleted = 0"
        for grant in grants:
            row = (type_, name, grant.role, grant.member, grant.condition)
            self.store.write(f"DELETE FROM iam WHERE {grant_of}", row)  # noqa: S608  # a constant

    def remove(self, type_: str, name: str) -> None:
        """A policy goes with its resource."""
        self.store.write("DELETE FROM iam WHERE type = ? AND name = ? AND deleted = 0", (type_, name))


def normal_member(member: str) -> str:
    """An IAM member as the API keeps it: lower case after the type, except for principals."""
    kind, colon, name = member.partition(":")
    if not colon or kind in ("principal", "principalSet", "principalHierarchy"):
        return member
    return f"{kind}:{name.lower()}"


def normal_condition(condition: Any) -> str:
    """A condition as it is kept; empty if there is none."""
    if not condition:
        return ""
    return json.dumps([str(condition.get(name) or "") for name in CONDITION], ensure_ascii=False)


def bindings_of(grants: Iterable[RoleGrant]) -> Object:
    """A policy as the API writes it."""
    members: dict[tuple[str, str], list[str]] = {}
    for grant in sorted(grants):
        members.setdefault((grant.role, grant.condition), []).append(grant.member)
    return {"bindings": [_binding(role, condition, held) for (role, condition), held in members.items()]}


def grants_in(policy: Object) -> list[RoleGrant]:
    """The grants of a policy as the API writes it. Raises Refusal (400) if it is none."""
    try:
        return [
            RoleGrant(binding["role"], normal_member(member), normal_condition(binding.get("condition")))
            for binding in policy.get("bindings") or []
            for member in binding["members"]
        ]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise bad_request(f"Invalid JSON payload received: policy_data is no IAM policy ({error!r})") from error


def added(call: Call) -> Sequence[RoleGrant]:
    """What a call grants that was not granted before; nothing if it is about no policy."""
    if call.verb != "set_iam_policy":
        return ()
    before = set(grants_in(call.before or {}))
    return [grant for grant in grants_in(call.fields) if grant not in before]


def _binding(role: str, condition: str, members: list[str]) -> Object:
    binding: Object = {"role": role, "members": members}
    if condition:
        texts = zip(CONDITION, json.loads(condition), strict=True)
        binding["condition"] = {name: text for name, text in texts if text}
    return binding
