"""LF-PRJ-002: a project's code leaves no place to a default elsewhere."""

from __future__ import annotations

from landfast.policies.facts.project_places import place_check
from landfast.policies.model import Mend, Rule

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
    check=place_check(),
    types=frozenset({"omitted"}),
    modes=frozenset({"project"}),
)
