"""LF-RES-003: a location is set wherever the default is elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.residency import judge
from landfast.policies.facts.tables import assessed, assessed_data
from landfast.policies.model import Mend, Message, Resource, Rule, World


def check(resource: Resource, world: World) -> Iterator[Message]:
    for bad in judge(resource, world):
        if bad.cause == "omitted":
            yield Message(bad.path, f"{bad.text}", unknown=bad.kind == "unknown")


RULE = Rule(
    id="LF-RES-003",
    name="residency_default",
    title="Ensure a location is set wherever the default is elsewhere",
    why="Many services choose for you: BigQuery takes the United States, Pub/Sub and Cloud Build the whole world, "
    "others the provider's region.",
    mend=Mend(
        landfast="Use a module of landfast: each sets its location.",
        terraform="Set the attribute, or a region in the area on the provider.",
    ),
    articles=("44", "25(2)"),
    severity="high",
    check=check,
    types=frozenset(assessed()) | frozenset(assessed_data()),
    modes=frozenset({"managed", "data"}),
)
