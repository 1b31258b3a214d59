"""LF-MIN-003: special categories can be de-identified."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.model import Mend, Message, Resource, Rule, World

_TEMPLATE = "google_data_loss_prevention_deidentify_template"


def check(_resource: Resource, world: World) -> Iterator[Message]:
    if world.special_categories and not world.of(_TEMPLATE):
        yield Message("", f"no {_TEMPLATE} is there to take people out of special categories of data")


RULE = Rule(
    id="LF-MIN-003",
    name="deidentification",
    title="Ensure special categories of personal data can be de-identified",
    why="Health data and its like are worked on without names wherever that is possible (pseudonymisation).",
    mend=Mend(
        landfast="Keep the data stack: it has templates to inspect and to de-identify.",
        terraform="Add google_data_loss_prevention_deidentify_template in the area, and use it before data leaves "
        "the raw store.",
    ),
    articles=("9", "25(1)", "32(1)(a)"),
    severity="medium",
    check=check,
    types=frozenset({"google_project"}),
)
