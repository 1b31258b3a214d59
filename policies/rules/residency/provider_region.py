"""LF-RES-006: what a provider fills in is in the area."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.places import locate
from landfast.policies.model import Fix, HomeRegion, Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Unknown, shown


def check(resource: Resource, world: World) -> Iterator[Message]:
    for name in ("region", "zone"):
        value = resource.values.get(name)
        if isinstance(value, Unknown):
            yield unknown_message(name, value, f"the {name} of the provider")
        elif isinstance(value, str) and value:
            verdict = locate(value, "", world.area)
            if not verdict.good:
                text = f"{shown(value)} {verdict.clause}: resources without a {name} of their own land there"
                yield Message(name, text, unknown=verdict.kind == "unknown")


RULE = Rule(
    id="LF-RES-006",
    name="provider_region",
    title="Ensure the provider's default region and zone are in the residency area",
    why="173 types of resource take the provider's region or zone when they name none.",
    mend=Mend(
        landfast="Set residency.region to a region of residency.area.",
        terraform="Set region and zone of the provider block to ones in the area.",
    ),
    articles=("44",),
    severity="high",
    check=check,
    fixes=(Fix(frozenset({"*"}), "region", HomeRegion.VALUE),),
    types=frozenset({"google", "google-beta"}),
    modes=frozenset({"provider"}),
)
