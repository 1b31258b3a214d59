"""LF-PRJ-002: a project's code leaves no place to a default elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from policies.model import Mend, Message, Resource, Rule, World
from policies.project import judge


def check(resource: Resource, world: World) -> Iterator[Message]:
    bad = judge(resource, world)
    if bad:
        yield Message(resource.values["path"], bad.text, unknown=bad.unknown)


RULE = Rule(
    id="LF-PRJ-002",
    name="project_default",
    title="Ensure code sets the location wherever the default is elsewhere",
    why="Google's libraries take us-central1, US or a global endpoint where the code names no location.",
    mend=Mend(
        landfast="Pass the region of environments/ENVIRONMENT.json in this call.",
        terraform="Pass the location in this call: hand it from an output of the configuration to the code.",
    ),
    articles=("44", "25(2)"),
    severity="high",
    check=check,
    types=frozenset({"omitted"}),
    modes=frozenset({"project"}),
)
