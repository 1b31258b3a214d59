"""LF-ENC-002: a key is where the content is."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.keys import key_attributes, key_location, key_values, names_a_key
from landfast.policies.facts.places import locate
from landfast.policies.facts.residency import entry_of
from landfast.policies.facts.tables import table
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import Missing, first


def check(resource: Resource, world: World) -> Iterator[Message]:
    for path, value, _needed in key_values(resource):
        if not names_a_key(value, world):
            continue
        location = key_location(value, world)
        if location is None:
            yield Message(path, "where the key is can't be told", unknown=True)
            continue
        verdict = locate(location, "kms", world.area)
        if not verdict.good:
            yield Message(path, f"the key is in {location}, which {verdict.clause}", unknown=verdict.kind == "unknown")
            continue
        wanted = _wanted(resource)
        if wanted and location.lower() not in wanted:
            yield Message(path, f"the key is in {location}, the content in {first(resource.values, _place(resource))}")


def _place(resource: Resource) -> str:
    entry = entry_of(resource)
    names = [a.path for a in entry.attributes if a.kind == "place" and "." not in a.path] if entry else []
    return names[0] if names else ""


def _wanted(resource: Resource) -> tuple[str, ...]:
    """The locations that a key for this content may be in; empty if any place in the area will do."""
    path = _place(resource)
    code = first(resource.values, path) if path else Missing.VALUE
    if not isinstance(code, str):
        return ()
    entry = entry_of(resource)
    product = next((a.codes for a in entry.attributes if a.path == path), "") if entry else ""
    special = table("locations")["key_locations"].get(product, {})
    if code.upper() in special or code in special:
        return tuple(special.get(code, special.get(code.upper(), ())))
    region = code.rsplit("/", 1)[-1].lower()
    head, _, tail = region.rpartition("-")
    return (region, head) if tail.isalpha() or tail.startswith("ai") else (region,)


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
