"""LF-RES-005: data that a resource sends on stays in the area."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.residency import judge
from landfast.policies.facts.tables import assessed, assessed_data
from landfast.policies.model import Mend, Message, Resource, Rule, World


def check(resource: Resource, world: World) -> Iterator[Message]:
    for bad in judge(resource, world):
        if bad.cause == "flow" and bad.kind != "global":
            yield Message(bad.path, f"{bad.text}", unknown=bad.kind == "unknown")


RULE = Rule(
    id="LF-RES-005",
    name="residency_flow",
    title="Ensure data that a resource sends on stays in the area",
    why="A sink, a push endpoint, a staging bucket or an image registry moves data to where it stands.",
    mend=Mend(
        landfast="Name a bucket, dataset or registry of the same environment.",
        terraform="Point it to a target in the area that is checked together with it.",
    ),
    articles=("44", "28"),
    severity="high",
    check=check,
    types=frozenset(assessed()) | frozenset(assessed_data()),
    modes=frozenset({"managed", "data"}),
)
