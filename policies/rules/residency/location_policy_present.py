"""LF-RES-010: each project has an organisation policy on locations."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.projects import Projects, projects_of
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.rules.residency.location_policy import restricts_locations

_POLICIES = ("google_org_policy_policy", "google_project_organization_policy")


def check(resource: Resource, world: World) -> Iterator[Message]:
    if not world.remembered(_covered).have(resource):
        yield Message("", "no organisation policy gcp.resourceLocations is set on this project, nor above it")


def _covered(world: World) -> Projects:
    policies = (policy for policy in world.of(*_POLICIES) if restricts_locations(policy))
    return projects_of(policy.values.get("parent", policy.values.get("project")) for policy in policies)


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
