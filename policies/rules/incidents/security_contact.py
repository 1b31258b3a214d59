"""LF-INC-002: Google knows whom to tell of an incident."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.projects import Projects, projects_of
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import read

_ENOUGH = ("SECURITY", "ALL")


def check(resource: Resource, world: World) -> Iterator[Message]:
    if not world.remembered(_contacts).have(resource):
        yield Message("", "no google_essential_contacts_contact for SECURITY is set on this project, nor above it")


def _contacts(world: World) -> Projects:
    return projects_of(
        contact.values.get("parent")
        for contact in world.of("google_essential_contacts_contact")
        if any(value in _ENOUGH for _path, value in read(contact.values, ("notification_category_subscriptions",)))
    )


RULE = Rule(
    id="LF-INC-002",
    name="security_contact",
    title="Ensure Google knows whom to tell of an incident",
    why="A processor tells the controller of a breach without delay: without a contact it tells an owner who may "
    "have left.",
    mend=Mend(
        landfast="Set controller.dpo and alerts: the foundation makes the contacts.",
        terraform="Add google_essential_contacts_contact with the category SECURITY on the project or above it.",
    ),
    articles=("33(2)", "28(3)"),
    severity="low",
    check=check,
    types=frozenset({"google_project"}),
)
