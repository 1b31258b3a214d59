"""LF-PRJ-001: a project's code and pipelines name places of the residency area only."""

from __future__ import annotations

from landfast.policies.facts.project_places import place_check
from landfast.policies.model import Mend, Rule

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
    check=place_check(unknown=False),
    types=frozenset({"location", "bucket"}),
    modes=frozenset({"project"}),
)
