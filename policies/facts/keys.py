"""Customer-managed keys: which attributes name them, and where the named key is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from landfast.policies.facts.places import location_in
from landfast.policies.facts.tables import table
from landfast.policies.model import Resource, World
from landfast.policies.values import GAP, Missing, first, known_text, read

KEY = "google_kms_crypto_key"


@cache
def key_attributes() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Resource type -> paths of the attributes that name its keys."""
    return {
        type_: tuple(tuple(path.split(".")) for path in paths) for type_, paths in table("encryption")["keys"].items()
    }


def key_values(resource: Resource) -> Iterator[tuple[str, Any, bool]]:
    """(path, value, whether a key is needed there) of each key attribute; past the first only where its block is."""
    for number, names in enumerate(key_attributes()[resource.type]):
        for path, value in read(resource.values, names):
            yield path, value, number == 0 or value is not Missing.BLOCK


def is_said_elsewhere(resource: Resource) -> bool:
    """Whether another finding says already that no key can be named where this resource is."""
    path = table("encryption")["unless"].get(resource.type)
    return path is not None and first(resource.values, path) not in (Missing.VALUE, Missing.BLOCK)


def names_a_key(value: Any, resource: Resource, world: World) -> bool:
    """Whether the value is a key's name, though parts of it may not be known yet."""
    text = known_text(value)
    return bool(text and "/cryptoKeys/" in text) or world.referred(value, KEY, resource) is not None


def key_location(value: Any, resource: Resource, world: World) -> str | None:
    """Where the named key is; None if that can't be told."""
    text = known_text(value)
    location = location_in(text) if text else None
    if location and GAP not in location:
        return location
    key = world.referred(value, KEY, resource)
    ring = key.values.get("key_ring") if key else None
    location = location_in(known_text(ring) or "")
    if location and GAP not in location:
        return location
    owner = world.referred(ring, "google_kms_key_ring", resource)
    place = owner.values.get("location") if owner else None
    return place if isinstance(place, str) else None
