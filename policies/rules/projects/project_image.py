"""LF-PRJ-004: a project's images and packages come from the environment's registry."""

from __future__ import annotations

from landfast.policies.facts.project_places import place_check
from landfast.policies.model import Mend, Rule

RULE = Rule(
    id="LF-PRJ-004",
    name="project_image",
    title="Ensure images and packages come from a registry in the residency area",
    why="Whoever serves the image decides what runs beside the data, and sees from where and when it is pulled.",
    mend=Mend(
        landfast="Mirror the image in the environment's registry (registries.containers) and name it there, by digest.",
        terraform="Make a google_artifact_registry_repository in the area (REMOTE_REPOSITORY mirrors); pull from it.",
    ),
    articles=("28", "32(1)(b)", "44"),
    severity="medium",
    check=place_check(),
    types=frozenset({"image"}),
    modes=frozenset({"project"}),
)
