"""LF-LOG-002: the logs that every project has are kept in the area."""

from __future__ import annotations

from collections.abc import Iterator

from policies.model import Mend, Message, Resource, Rule, World
from policies.values import Missing, Unknown, first

_SETTINGS = ("google_logging_folder_settings", "google_logging_organization_settings")


def check(resource: Resource, world: World) -> Iterator[Message]:
    project = resource.values.get("project_id")
    sinks = [sink for sink in world.of("google_logging_project_sink") if sink.values.get("name") == "_Default"]
    if any(_same(sink.values.get("project"), project) for sink in sinks):
        return
    above = (first(settings.values, "storage_location") for settings in world.of(*_SETTINGS))
    if not any(not isinstance(value, Missing) for value in above):
        yield Message("", "its logs go to the bucket `_Default` in location `global`")


def _same(owner: object, project: object) -> bool:
    return isinstance(owner, Unknown) or isinstance(project, Unknown) or owner == project


RULE = Rule(
    id="LF-LOG-002",
    name="default_logs",
    title="Ensure the logs of each project are kept in the residency area",
    why="Every project is born with log buckets in location `global`: any country. Logs hold personal data.",
    mend=Mend(
        landfast="Keep the foundation: its folder and its `_Default` sink name a regional bucket.",
        terraform="Point google_logging_project_sink `_Default` to a regional log bucket, or set storage_location on "
        "google_logging_folder_settings above the project.",
    ),
    articles=("44", "32(1)(b)"),
    severity="medium",
    check=check,
    types=frozenset({"google_project"}),
)
