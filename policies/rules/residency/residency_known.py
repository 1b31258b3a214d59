"""LF-RES-004: every location can be known before it is made."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.residency import judge
from landfast.policies.facts.tables import assessed, assessed_data
from landfast.policies.model import Mend, Message, Resource, Rule, World


def check(resource: Resource, world: World) -> Iterator[Message]:
    for bad in judge(resource, world):
        if bad.cause == "set" and bad.kind == "unknown":
            yield Message(bad.path, f"{bad.text}", unknown=bad.kind == "unknown")


RULE = Rule(
    id="LF-RES-004",
    name="residency_known",
    title="Ensure every location can be known before it is made",
    why="A location that nobody can read from the configuration can't be shown to be in the area (accountability).",
    mend=Mend(
        landfast="Pass names and locations from the spec, not values that only the cloud computes.",
        terraform="Give the variable a default, or check the plan instead (terraform show -json).",
    ),
    articles=("44", "5(2)"),
    severity="high",
    check=check,
    types=frozenset(assessed()) | frozenset(assessed_data()),
    modes=frozenset({"managed", "data"}),
)
