"""What a location code means: the regions that it spans, the organisation policies' groups of it, where its keys are.

Facts and their sources: `data/locations.json`. Nothing is told by a code's first letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from landfast.gcp.regions import catalogue
from landfast.gcp.tables import table

# Members of a code or a group that are no region: somewhere in the Union, in a part of the world, or outside of Europe.
EUROPEAN_UNION = "EU"
OUTSIDE = frozenset(("US", "ASIA", "OUTSIDE"))

# europe-west4-a; zones for accelerators are like us-central1-ai1a, those of Oracle's machines like europe-west3-a-r1.
_ZONE = re.compile(r"([a-z]+(?:-[a-z]+)+[0-9]+)-(?:[a-z](?:-r[0-9])?|ai[0-9][a-z])", re.ASCII)
_REGION_GROUP = re.compile(r"in:(.+)-locations")


@cache
def codes() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Product -> its codes for more than one region -> what each spans."""
    return {
        product: {code: tuple(members) for code, members in of_product.items()}
        for product, of_product in table("locations")["codes"].items()
    }


def product_of(api: str) -> str:
    """The product whose codes an API (`storage.googleapis.com`) goes by; empty if it has regions only."""
    product: str = table("locations")["products"].get(api, "")
    return product


def is_regional(api: str) -> bool:
    """Whether an API (`run.googleapis.com`) is known to have no location that spans several regions."""
    return api.removesuffix(".googleapis.com") in table("locations")["regional"]


def region_of(location: str) -> str:
    """The region of a zone; any other location is itself. Links are read to their last word, lower case."""
    name = location.rsplit("/", 1)[-1].lower()
    zone = _ZONE.fullmatch(name)
    return zone[1] if zone and name not in catalogue() else name


def spanned(code: str, product: str) -> tuple[str, ...] | None:
    """What a code of a product spans, None if it isn't known: regions, or one of the wider members."""
    folds = product in table("locations")["fold"]
    members = codes().get(product, {}).get(code.upper() if folds else code)
    if members is not None:
        return members
    name = code.lower() if folds else code
    region = region_of(name) if name == name.lower() and "/" not in name else name
    return (region,) if region in catalogue() else None


def key_fits(key_location: str, code: str, product: str) -> bool:
    """Whether Google takes a key in one location for content in another: as a rule they are the same.

    A code for several regions has its keys where the table says; where it says nothing, no key is known to fit.
    """
    if key_location.lower() == "global":
        return True
    members = spanned(code, product)
    if members is None or members == (region_of(code),):
        return key_location.lower() in (code.lower(), region_of(code))
    wanted: Mapping[str, str] = table("locations")["key_locations"].get(product, {})
    return key_location.lower() == wanted.get(code, wanted.get(code.upper(), ""))


def group(name: str) -> tuple[str, ...] | None:
    """What a value group of organisation policies (`in:eu-locations`, `in:europe-west4-locations`) holds, or None."""
    found = table("locations")["groups"].get(name)
    if found is not None:
        return tuple(found)
    region = _REGION_GROUP.fullmatch(name)
    return (region[1],) if region and region[1] in catalogue() else None


def in_group(name: str, code: str, product: str) -> bool:
    """Whether all that a code spans is in a group. A group or a code that isn't known holds, or is in, nothing."""
    members, held = spanned(code, product), group(name)
    return bool(members and held) and all(_is_held(member, held or ()) for member in members or ())


def _is_held(member: str, held: tuple[str, ...]) -> bool:
    if member in held:
        return True
    region = catalogue().get(member)
    return EUROPEAN_UNION in held and region is not None and region.status == "EU"
