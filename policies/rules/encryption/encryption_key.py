"""LF-ENC-001: content is encrypted with a customer-managed key."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.keys import is_said_elsewhere, key_attributes, key_values, names_a_key
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, shown


def check(resource: Resource, world: World) -> Iterator[Message]:
    if is_said_elsewhere(resource):
        return
    for path, value, needed in key_values(resource):
        if names_a_key(value, resource, world) or not needed:
            continue
        if isinstance(value, Missing) or value == "":
            yield Message(path, "names no key: the content is encrypted with a key of Google's alone")
        elif isinstance(value, Unknown):
            yield unknown_message(path, value, "the key")
        else:
            yield Message(path, f"{shown(value)} is no key of Cloud KMS")


RULE = Rule(
    id="LF-ENC-001",
    name="encryption_key",
    title="Ensure content is encrypted with a customer-managed key",
    why="A key of its own lets the controller take access back, erase by destroying the key, and see each use of it.",
    mend=Mend(
        landfast="Use a module of landfast: each takes the key of its data class.",
        terraform="Set the attribute to the id of a google_kms_crypto_key in the same location.",
    ),
    articles=("32(1)(a)", "25(1)"),
    severity="medium",
    check=check,
    types=frozenset(key_attributes()),
)
