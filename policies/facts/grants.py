"""Who is granted what: the members and roles of every kind of IAM resource."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from landfast.policies.facts.tables import no_content
from landfast.policies.model import Resource, World
from landfast.policies.values import GAP, Missing, Unknown, known_text, read

# What `jsonencode` knows nothing of has no quotes around it.
_BARE_GAP = re.compile(f"(?<=[:,[]){GAP}(?=[],}}])")
_COMPUTED = re.compile(r"(?:module\.[^.]+\.)*(?:data\.)?google_\w+\.")
_IAM = re.compile(r"google_\w+_iam_(?:member|binding|policy)")


def iam_types() -> frozenset[str]:
    """Every `_iam_member`, `_iam_binding` and `_iam_policy` type of the providers."""
    return frozenset(type_ for type_ in no_content("resources", "beta") if _IAM.fullmatch(type_))


Grant = tuple[str, str | Missing | Unknown, Any]


def grants(resource: Resource, world: World) -> list[Grant]:
    """(path, role, member) of each grant in a resource, `Missing` and `Unknown` as they are."""
    return world.remembered_of(_grants, resource)


def _grants(resource: Resource, _world: World) -> list[Grant]:
    return [(path, _role(role), member) for path, role, member in _raw_grants(resource)]


def _role(role: Any) -> str | Missing | Unknown:
    return role if isinstance(role, str | Missing | Unknown) else Unknown("it is no text", failed=True)


def _raw_grants(resource: Resource) -> Iterator[tuple[str, Any, Any]]:
    if resource.type.endswith("_iam_policy") and resource.mode == "managed":
        yield from _policy(resource.values.get("policy_data"))
    elif resource.mode == "data":
        for path, members in read(resource.values, ("binding", "members")):
            yield path, _role_beside(resource, path), members
    else:
        name = "member" if resource.type.endswith("_member") else "members"
        if resource.values.get(name) == []:
            # Whoever had the role loses it: nobody is granted anything.
            return
        for path, member in read(resource.values, (name,)):
            yield path, resource.values.get("role", Missing.VALUE), member


def _role_beside(resource: Resource, path: str) -> Any:
    roles = dict(read(resource.values, ("binding", "role")))
    return roles.get(path.split(".members", maxsplit=1)[0] + ".role", Missing.VALUE)


def _policy(data: Any) -> Iterator[tuple[str, Any, Any]]:
    whole = data if isinstance(data, Unknown) else Unknown("policy_data is not set")
    # What a data source of this configuration makes is judged there.
    if any("data.google_iam_policy." in name for name in whole.references):
        return
    text = known_text(data)
    try:
        # A gap inside of a text leaves the rest of the policy to be read.
        policy = json.loads(_BARE_GAP.sub(f'"{GAP}"', text), strict=False) if text is not None else None
    except (ValueError, RecursionError):
        policy = None
        whole = whole if isinstance(data, Unknown) else Unknown("policy_data is no JSON", failed=True)
    if policy is None:
        yield "policy_data", whole, whole
        return
    for binding in _dicts(policy.get("bindings") if isinstance(policy, dict) else None):
        members = binding.get("members")
        for member in members if isinstance(members, list) else [Unknown("the binding has no list of members")]:
            yield "policy_data", _known(binding.get("role", Missing.VALUE), whole), _known(member, whole)


def _known(value: Any, whole: Unknown) -> Any:
    """A text of a policy, unknown where it has a gap."""
    return replace(whole, text=value) if isinstance(value, str) and GAP in value else value


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def is_named(member: Any) -> bool:
    """Whether a member that is not wholly known is at least somebody by name (`serviceAccount:...`)."""
    if not isinstance(member, Unknown):
        return False
    head = (member.text or "").split(GAP, 1)[0]
    if ":" in head:
        return True
    # An attribute that the cloud computes is the address of one account.
    refs = member.references
    return bool(refs) and all(_COMPUTED.match(name) for name in refs)
