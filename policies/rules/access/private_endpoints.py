"""LF-ACC-027: where the room is closed, models answer inside of it."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.perimeters import is_enclosed
from landfast.policies.facts.settings import is_true
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first

# Type -> what puts it into a network: a connection by Private Service Connect, or a peering.
WAYS = {
    "google_vertex_ai_endpoint": ("private_service_connect_config.enable_private_service_connect", "network"),
    "google_vertex_ai_endpoint_with_model_garden_deployment": (
        "endpoint_config.private_service_connect_config.enable_private_service_connect",
    ),
    "google_vertex_ai_index_endpoint": (
        "private_service_connect_config.enable_private_service_connect",
        "network",
    ),
}


def check(resource: Resource, world: World) -> Iterator[Message]:
    if not (world.special_categories or is_enclosed(world)):
        return
    ways = WAYS[resource.type]
    found = [first(resource.values, way) for way in ways]
    if any(not isinstance(value, Missing | Unknown) and _inside(value) for value in found):
        return
    untold = next((value for value in found if isinstance(value, Unknown)), None)
    if untold is not None:
        yield unknown_message(ways[0], untold, "whether the endpoint answers in the network alone")
    else:
        yield Message(ways[0], "the endpoint answers at a public address of Vertex AI")


def _inside(value: object) -> bool:
    """A peering is told by the network's name."""
    return is_true(value) or (isinstance(value, str) and value not in ("", "false"))


RULE = Rule(
    id="LF-ACC-027",
    name="private_endpoints",
    title="Ensure models answer in the network alone where the room is closed",
    why="Where special categories are declared or a perimeter is enforced, nothing that was learned of people should "
    "be one token away from the internet.",
    mend=Mend(
        landfast="Remove platform.endpoints: public; private is what is implied here.",
        terraform="Set private_service_connect_config.enable_private_service_connect = true and name the projects that "
        "may connect in project_allowlist.",
    ),
    articles=("32(1)(b)", "25(2)"),
    severity="medium",
    check=check,
    types=frozenset(WAYS),
)
