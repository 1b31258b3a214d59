"""LF-RES-010: each project has an organisation policy on locations."""

from __future__ import annotations

from collections.abc import Iterator

from policies.location_policy import restricts_locations
from policies.model import Mend, Message, Resource, Rule, World
from policies.values import Unknown

_ABOVE = ("organizations/", "folders/")
_POLICIES = ("google_org_policy_policy", "google_project_organization_policy")


def check(resource: Resource, world: World) -> Iterator[Message]:
    project = resource.values.get("project_id")
    covered, everywhere = world.once("location policies", lambda: _covered(world))
    if not everywhere and not (covered and isinstance(project, Unknown)) and str(project) not in covered:
        yield Message("", "no organisation policy gcp.resourceLocations is set on this project, nor above it")


def _covered(world: World) -> tuple[frozenset[str], bool]:
    """(projects with a policy of their own, whether one covers all: it stands above, or its owner is not known)."""
    owners = [
        policy.values.get("parent", policy.values.get("project"))
        for policy in world.of(*_POLICIES)
        if restricts_locations(policy)
    ]
    # Which project a policy is for may not be known before the project exists; that it restricts locations is.
    everywhere = any(
        isinstance(owner, Unknown) or (isinstance(owner, str) and owner.startswith(_ABOVE)) for owner in owners
    )
    return frozenset(owner.removeprefix("projects/") for owner in owners if isinstance(owner, str)), everywhere


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
