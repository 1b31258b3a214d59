"""LF-RES-002: no data is global."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.residency import judge
from landfast.policies.facts.tables import assessed, assessed_data
from landfast.policies.model import Mend, Message, Resource, Rule, World


def check(resource: Resource, world: World) -> Iterator[Message]:
    for bad in judge(resource, world):
        if bad.kind == "global" and bad.cause in ("set", "flow"):
            yield Message(bad.path, f"{bad.text}")


RULE = Rule(
    id="LF-RES-002",
    name="residency_global",
    title="Ensure no data is global",
    why="A global resource keeps or handles data in any country, the United States included.",
    mend=Mend(
        landfast="Use the regional form: every module of landfast does.",
        terraform="Use the regional type or location; turn replication and caching to a region.",
    ),
    articles=("44", "25(2)"),
    severity="high",
    check=check,
    types=frozenset(assessed()) | frozenset(assessed_data()),
    modes=frozenset({"managed", "data"}),
)
