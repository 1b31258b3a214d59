"""LF-ENC-002: a key is where the content is."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.gcp.locations import key_fits
from landfast.policies.facts.keys import key_attributes, key_location, key_values, names_a_key
from landfast.policies.facts.places import locate
from landfast.policies.facts.residency import entry_of
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import Missing, first, why


def check(resource: Resource, world: World) -> Iterator[Message]:
    for path, value, _needed in key_values(resource):
        if not names_a_key(value, resource, world):
            continue
        location = key_location(value, resource, world)
        if location is None:
            yield Message(path, "where the key is can't be told", unknown=True, cause=why(value))
            continue
        verdict = locate(location, "kms", world.area)
        if not verdict.good:
            yield Message(path, f"the key is in {location}, which {verdict.clause}", unknown=verdict.kind == "unknown")
            continue
        if not _fits(location, resource):
            yield Message(path, f"the key is in {location}, the content in {first(resource.values, _place(resource))}")


def _place(resource: Resource) -> str:
    entry = entry_of(resource)
    names = [a.path for a in entry.attributes if a.kind == "place" and "." not in a.path] if entry else []
    return names[0] if names else ""


def _fits(location: str, resource: Resource) -> bool:
    """Whether a key there may encrypt this content; any place in the area will do for one without a place."""
    path = _place(resource)
    code = first(resource.values, path) if path else Missing.VALUE
    entry = entry_of(resource)
    product = next((a.codes for a in entry.attributes if a.path == path), "") if entry else ""
    return not isinstance(code, str) or key_fits(location, code, product)


RULE = Rule(
    id="LF-ENC-002",
    name="encryption_key_place",
    title="Ensure a key is in the location of what it encrypts",
    why="A key elsewhere is outside of the area's protection, and Google refuses to use it for most services.",
    mend=Mend(
        landfast="Use a module of landfast: keys and content share residency.region.",
        terraform="Name a key whose key ring is in the resource's own location (`europe` for the multi-region EU).",
    ),
    articles=("32(1)(a)", "44"),
    severity="high",
    check=check,
    types=frozenset(key_attributes()),
)
