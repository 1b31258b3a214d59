"""LF-COV-001: every resource type is known to the rules."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.causes import Cause
from landfast.policies.facts.coverage import coverage_of
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import shown


def check(resource: Resource, _world: World) -> Iterator[Message]:
    if coverage_of(resource) == "not assessed":
        unknown = f"no rule knows the type {shown(resource.type)}"
        text = f"{unknown}: where it keeps data was not judged"
        yield Message("", text, unknown=True, cause=Cause(unknown, "record a waiver with its place"))


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
