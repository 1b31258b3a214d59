"""LF-PRJ-003: every place that a project's code names can be known before it runs."""

from __future__ import annotations

from landfast.policies.facts.project_places import place_check
from landfast.policies.model import Mend, Rule

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
    check=place_check(unknown=True),
    types=frozenset({"location", "bucket"}),
    modes=frozenset({"project"}),
)
