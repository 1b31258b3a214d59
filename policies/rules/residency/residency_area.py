"""LF-RES-001: data stands in the residency area."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.residency import judge
from landfast.policies.facts.tables import assessed, assessed_data
from landfast.policies.model import Mend, Message, Resource, Rule, World


def check(resource: Resource, world: World) -> Iterator[Message]:
    for bad in judge(resource, world):
        if bad.cause == "set" and bad.kind in ("outside", "adequacy"):
            yield Message(bad.path, f"{bad.text}: outside of the residency area `{world.area.name}`")


RULE = Rule(
    id="LF-RES-001",
    name="residency_area",
    title="Ensure data stands in the residency area",
    why="A region outside the area is a transfer to a third country, which needs a basis in chapter V of the GDPR. "
    "London and Zurich are not in the EU, nor are the dual regions EUR5, EUR7 and EUR8 wholly.",
    mend=Mend(
        landfast="Set residency.region to a region of residency.area, or widen residency.area.",
        terraform="Set the attribute to a region, zone or multi-region that lies in the area.",
    ),
    articles=("44", "45", "46"),
    severity="high",
    check=check,
    types=frozenset(assessed()) | frozenset(assessed_data()),
    modes=frozenset({"managed", "data"}),
)
