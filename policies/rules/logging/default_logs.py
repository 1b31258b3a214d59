"""LF-LOG-002: the logs that every project has are kept in the area."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import Missing, Unknown, first, why

SETTINGS = ("google_logging_folder_settings", "google_logging_organization_settings")


def check(resource: Resource, world: World) -> Iterator[Message]:
    project = resource.values.get("project_id")
    routed, everywhere = world.remembered(_routed)
    if not everywhere and str(project) not in routed:
        unknown = bool(routed) and isinstance(project, Unknown)
        yield Message(
            "", "its logs go to the bucket `_Default` in location `global`", unknown=unknown, cause=why(project)
        )


def _routed(world: World) -> tuple[frozenset[str], bool]:
    """(projects whose `_Default` sink is set, whether all are: a location is set above, or a sink's owner unknown)."""
    owners = [
        sink.values.get("project", sink.provider.get("project"))
        for sink in world.of("google_logging_project_sink")
        if sink.values.get("name") == "_Default"
    ]
    above = (first(settings.values, "storage_location") for settings in world.of(*SETTINGS))
    everywhere = any(isinstance(owner, Unknown) for owner in owners) or any(
        not isinstance(value, Missing) for value in above
    )
    return frozenset(owner for owner in owners if isinstance(owner, str)), everywhere


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
