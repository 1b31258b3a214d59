"""LF-PRJ-003: every place that a project's code names can be known before it runs."""

from __future__ import annotations

from collections.abc import Iterator

from policies.model import Mend, Message, Resource, Rule, World
from policies.project import judge


def check(resource: Resource, world: World) -> Iterator[Message]:
    bad = judge(resource, world)
    if bad and bad.unknown:
        yield Message(resource.values["path"], bad.text, unknown=True)


RULE = Rule(
    id="LF-PRJ-003",
    name="project_known",
    title="Ensure every place in code and pipelines can be known before they run",
    why="A place that is decided when the code runs can't be shown to be in the area (accountability).",
    mend=Mend(
        landfast="Read it from environments/ENVIRONMENT.json, or bind it when the pipeline is compiled.",
        terraform="Write the place into a file that is checked with the code, not into a variable of the machine.",
    ),
    articles=("44", "5(2)"),
    severity="high",
    check=check,
    types=frozenset({"location", "bucket"}),
    modes=frozenset({"project"}),
)
