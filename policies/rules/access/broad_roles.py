"""LF-ACC-004, LF-ACC-029: nobody has a basic role, on all services or on one resource."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from landfast.policies.facts.grants import grants, iam_types
from landfast.policies.model import Check, Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Unknown, shown

BASIC = frozenset({"roles/owner", "roles/editor", "roles/viewer"})
# Where a role is inherited by all that is below.
_WIDE = frozenset(
    f"google_{level}_iam_{kind}"
    for level in ("project", "folder", "organization")
    for kind in ("member", "binding", "policy")
)


# What a role on each of them reaches.
_BELOW = {
    "google_project": "all services of the project, data included",
    "google_folder": "all services of every project in the folder, data included",
    "google_organization": "all services of every project of the organisation, data included",
    "google_iam_policy": "all of what the policy is set on, data included",
}


def _below(type_: str) -> str:
    return next(f"reaches {said}" for owner, said in _BELOW.items() if type_.startswith(owner))


def _on_one(_type: str) -> str:
    return "reaches all of this resource, and nothing beside it"


def _check(reach: Callable[[str], str]) -> Check[Resource]:
    def check(resource: Resource, world: World) -> Iterator[Message]:
        said = reach(resource.type)
        path = "policy_data" if resource.type.endswith("_iam_policy") else "role"
        roles = (role for _path, role, _member in grants(resource, world))
        yield from dict.fromkeys(message for role in roles for message in _message(path, role, said))

    return check


def _message(path: str, role: Any, said: str) -> Iterator[Message]:
    if isinstance(role, Unknown):
        yield unknown_message(path, role, "the role")
    elif role in BASIC:
        yield Message(path, f"{shown(role)} {said}")


RULES = (
    Rule(
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
        check=_check(_below),
        types=_WIDE | frozenset({"google_iam_policy"}),
        modes=frozenset({"managed", "data"}),
    ),
    Rule(
        id="LF-ACC-029",
        name="basic_role_on_one",
        title="Ensure nobody has a basic role on a resource",
        why="A basic role on one resource reaches that one alone, with all that can be done to it: nobody needs that.",
        mend=Mend(
            landfast="List the roles of a job in stacks/ml.py, each with its reason.",
            terraform="Grant the predefined role of the service for what is done with the resource.",
        ),
        articles=("32(1)(b)", "25(1)"),
        severity="low",
        check=_check(_on_one),
        types=iam_types() - _WIDE,
    ),
)
