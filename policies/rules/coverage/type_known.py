"""LF-COV-001: every resource type is known to the rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from landfast.policies.facts.residency import entry_of
from landfast.policies.facts.tables import no_content
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import shown

Standing = Literal["assessed", "no content", "not assessed"]


def standing(resource: Resource) -> Standing:
    """How far the rules know the type of a resource or data source."""
    if entry_of(resource) is not None:
        return "assessed"
    if resource.type in no_content("data_sources" if resource.mode == "data" else "resources"):
        return "no content"
    return "no content" if resource.type in no_content("other_providers") else "not assessed"


def check(resource: Resource, _world: World) -> Iterator[Message]:
    if standing(resource) == "not assessed":
        yield Message(
            "", f"no rule knows the type {shown(resource.type)}: where it keeps data was not judged", unknown=True
        )


RULE = Rule(
    id="LF-COV-001",
    name="type_known",
    title="Ensure every resource is of a type that the rules can judge",
    why="A type that no rule knows would pass by silence. It may hold personal data anywhere.",
    mend=Mend(
        landfast="Use a module of landfast, or record a waiver with the place that you found out yourself.",
        terraform="Use a type that is assessed, or record a waiver with the place that you found out yourself.",
    ),
    articles=("5(2)", "24"),
    severity="high",
    check=check,
    types=frozenset({"*"}),
    modes=frozenset({"managed", "data"}),
)
