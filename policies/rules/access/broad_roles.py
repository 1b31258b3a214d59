"""LF-ACC-004: nobody has a basic role."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.grants import grants, iam_types
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Unknown, shown

BASIC = frozenset({"roles/owner", "roles/editor", "roles/viewer"})


def check(resource: Resource, world: World) -> Iterator[Message]:
    seen: set[str] = set()
    for _path, role, _member in grants(resource, world):
        path = "policy_data" if resource.type.endswith("_iam_policy") else "role"
        if isinstance(role, Unknown):
            text = unknown_message(path, role, "the role")
        elif role in BASIC:
            text = Message(path, f"{shown(role)} reaches all services of the project, data included")
        else:
            continue
        if text.text not in seen:
            seen.add(text.text)
            yield text


RULE = Rule(
    id="LF-ACC-004",
    name="broad_roles",
    title="Ensure nobody has a basic role",
    why="Owner, Editor and Viewer hold thousands of permissions over every service: nobody needs them all.",
    mend=Mend(
        landfast="List the roles of a job in stacks/ml.py, each with its reason.",
        terraform="Grant the predefined role of the one service that is used, on the one resource.",
    ),
    articles=("32(1)(b)", "25(1)"),
    severity="high",
    check=check,
    types=iam_types() | frozenset({"google_iam_policy"}),
    modes=frozenset({"managed", "data"}),
)
