"""LF-PRJ-001: a project's code and pipelines name places of the residency area only."""

from __future__ import annotations

from collections.abc import Iterator

from policies.model import Mend, Message, Resource, Rule, World
from policies.project import judge


def check(resource: Resource, world: World) -> Iterator[Message]:
    bad = judge(resource, world)
    if bad and not bad.unknown:
        yield Message(resource.values["path"], bad.text)


RULE = Rule(
    id="LF-PRJ-001",
    name="project_area",
    title="Ensure code and pipelines name places of the residency area only",
    why="The infrastructure may be in the area; a location in the code moves the data out of it all the same.",
    mend=Mend(
        landfast="Take region, buckets and hosts from environments/ENVIRONMENT.json, which `landfast up` writes.",
        terraform="Hand the place from an output of the configuration to the code, and name no other.",
    ),
    articles=("44", "46"),
    severity="high",
    check=check,
    types=frozenset({"location", "bucket"}),
    modes=frozenset({"project"}),
)
