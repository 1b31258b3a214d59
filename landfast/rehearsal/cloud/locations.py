"""Places of resources: which locations a resource names, and the location groups of organization policies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from landfast.gcp.regions import catalogue
from landfast.provider.values import Object

ZONE = re.compile(r"^([a-z]+-[a-z]+\d+)-[a-z]$")
# Multi- and dual-regions inside the EU, by the codes of the products that have them.
EU_MULTI = frozenset(("eu", "europe", "eur3", "eur4"))
# Types for which `global` is a place of data, and not only the scope of a name.
GLOBAL_IS_A_PLACE = ("google_kms_key_ring", "google_logging_project_bucket_config", "google_secret_manager_secret")


def region_of(location: str) -> str:
    """The region of a zone; any other location is itself. Lower case."""
    lowered = location.rsplit("/", 1)[-1].lower()
    zone = ZONE.match(lowered)
    return zone[1] if zone else lowered


def places(type_name: str, values: Object) -> Iterator[str]:
    """The locations in which a resource would hold data."""
    for name in ("location", "region", "zone"):
        value = values.get(name)
        if isinstance(value, str) and value:
            yield value.rsplit("/", 1)[-1]
    yield from _inner_places(type_name, values)


def _inner_places(type_name: str, values: Object) -> Iterator[str]:
    """Locations in nested blocks, where a type has no location of its own."""
    if type_name == "google_pubsub_topic":
        for policy in _blocks(values, "message_storage_policy"):
            yield from policy.get("allowed_persistence_regions") or []
    if type_name == "google_secret_manager_secret":
        for replication in _blocks(values, "replication"):
            for managed in _blocks(replication, "user_managed"):
                yield from (replica["location"] for replica in _blocks(managed, "replicas"))
            if _blocks(replication, "auto"):
                yield "global"


def _blocks(values: Object, name: str) -> list[Object]:
    found: Any = values.get(name)
    return found if isinstance(found, list) else []


def in_group(group: str, location: str) -> bool:
    """Whether a location is in a group such as `eu-locations` or `europe-west4-locations`. Unknown groups hold none."""
    name = group.removesuffix("-locations")
    region = region_of(location)
    if name in ("eu", "europe"):
        return region in EU_MULTI or region in _european(name == "eu")
    return region == name or region.startswith(f"{name}-")


@lru_cache(maxsize=2)
def _european(only_union: bool) -> frozenset[str]:
    regions = catalogue().values()
    if only_union:
        return frozenset(region.name for region in regions if region.status == "EU")
    return frozenset(region.name for region in regions if region.name.startswith("europe-"))
