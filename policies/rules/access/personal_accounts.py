"""LF-ACC-020: nobody works with a private account."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.grants import grants, iam_types
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import known_text, shown

_PRIVATE = ("@gmail.com", "@googlemail.com", "@outlook.com", "@hotmail.com", "@yahoo.com", "@icloud.com")


def check(resource: Resource, world: World) -> Iterator[Message]:
    for path, _role, member in grants(resource, world):
        text = (known_text(member) or "").lower()
        if text.startswith("user:") and text.endswith(_PRIVATE):
            yield Message(path, f"{shown(text)} is a private account: nobody in the organisation can close it")


RULE = Rule(
    id="LF-ACC-020",
    name="personal_accounts",
    title="Ensure nobody has access by a private account",
    why="A private account stays when its owner leaves, and no rule on passwords or second factors binds it.",
    mend=Mend(
        landfast="Grant to groups of the organisation.",
        terraform="Name accounts or groups of the organisation's own domain.",
    ),
    articles=("32(1)(b)", "32(4)"),
    severity="high",
    check=check,
    types=iam_types() | frozenset({"google_iam_policy"}),
    modes=frozenset({"managed", "data"}),
)
