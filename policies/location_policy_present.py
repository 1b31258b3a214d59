"""LF-RES-010: each project has an organisation policy on locations."""

from __future__ import annotations

from collections.abc import Iterator

from policies.location_policy import restricts_locations
from policies.model import Mend, Message, Resource, Rule, World
from policies.values import Unknown

_ABOVE = ("organizations/", "folders/")


def check(resource: Resource, world: World) -> Iterator[Message]:
    project = resource.values.get("project_id")
    if not any(
        _covers(policy, project)
        for policy in world.of("google_org_policy_policy", "google_project_organization_policy")
    ):
        yield Message("", "no organisation policy gcp.resourceLocations is set on this project, nor above it")


def _covers(policy: Resource, project: object) -> bool:
    if not restricts_locations(policy):
        return False
    owner = policy.values.get("parent", policy.values.get("project"))
    if isinstance(owner, Unknown) or isinstance(project, Unknown):
        # Which project it is for is not known before it exists; that it restricts locations is.
        return True
    return isinstance(owner, str) and (owner.startswith(_ABOVE) or owner.removeprefix("projects/") == project)


RULE = Rule(
    id="LF-RES-010",
    name="location_policy_present",
    title="Ensure each project refuses resources outside of the residency area",
    why="What people and programs make beside Terraform is held to the area only by the cloud itself.",
    mend=Mend(
        landfast="Keep the foundation's policies: `landfast up` sets them before anything that holds data.",
        terraform="Add google_org_policy_policy `projects/ID/policies/gcp.resourceLocations`.",
    ),
    articles=("25(2)", "44"),
    severity="medium",
    check=check,
    types=frozenset({"google_project"}),
)
