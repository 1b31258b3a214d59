"""LF-ACC-023: no network makes subnets in every region by itself."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.settings import Setting, fixes_of, is_false, judge_settings
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import known_text

SETTINGS = {
    "google_project": (
        Setting.needed("auto_create_network", is_false, "the project gets a network open to SSH, in all regions"),
    ),
    "google_compute_network": (
        Setting.needed("auto_create_subnetworks", is_false, "the network gets a subnet in every region of the world"),
    ),
}


def check(resource: Resource, world: World) -> Iterator[Message]:
    if resource.type == "google_project" and world.remembered(_refused):
        return
    yield from judge_settings(resource, SETTINGS)


def _refused(world: World) -> bool:
    return any(
        (known_text(policy.values.get("name")) or "").endswith("/compute.skipDefaultNetworkCreation")
        and (known_text(policy.values.get("parent")) or "").startswith(("organizations/", "folders/"))
        for policy in world.of("google_org_policy_policy")
    )


RULE = Rule(
    id="LF-ACC-023",
    name="default_network",
    title="Ensure no network stands in every region by itself",
    why="The default network lets SSH and RDP in from the internet, and reaches regions outside of the area.",
    mend=Mend(
        landfast="Keep the foundation and the network stack.",
        terraform="Set auto_create_network = false on the project, and auto_create_subnetworks = false on the network.",
    ),
    articles=("32(1)(b)", "44"),
    severity="medium",
    check=check,
    types=frozenset(SETTINGS),
    fixes=fixes_of(SETTINGS),
)
