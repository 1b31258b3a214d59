"""What a person means by a place: a region's city in any case, another cloud's name for it, and which are near it.

Facts and their sources: `data/places.json`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from landfast.core.near import near_misses
from landfast.gcp.regions import catalogue, regions_in
from landfast.gcp.tables import table

# Areas as people write them.
_AREAS = {"europe": "eu", "european union": "eu", "germany": "DE", "france": "FR", "italy": "IT", "spain": "ES",
          "netherlands": "NL", "belgium": "BE", "finland": "FI", "poland": "PL", "sweden": "SE", "switzerland": "CH",
          "uk": "GB", "united kingdom": "GB"}  # fmt: skip


def region_meant(said: str) -> str:
    """The region of a city, or near a place of another cloud's; else what was said, in small letters."""
    words = said.strip().lower()
    cities = {region.city.lower(): name for name, region in reversed(list(catalogue().items())) if region.city}
    found: str = cities.get(words) or table("places")["others"].get(words) or words
    return found


def regions_like(said: str, among: Iterable[str]) -> list[str]:
    """Regions that were meant, by a slip in their name or their city's; best first."""
    meant = region_meant(said)
    allowed = list(among)
    if meant in allowed and meant != said:
        return [meant]
    cities = {catalogue()[name].city: name for name in allowed}
    return [cities.get(one, one) for one in near_misses(said, [*allowed, *cities])]


def nearest(name: str, among: Iterable[str], count: int = 4) -> list[str]:
    """Those that are nearest to a region, the nearest first; none if nobody knows where it is."""
    degrees = table("places")["degrees"]
    if name not in degrees:
        return []
    known = [one for one in among if one in degrees]
    return sorted(known, key=lambda one: _apart(degrees[name], degrees[one]))[:count]


def area_meant(said: str, among: Iterable[str]) -> str:
    """An area in any case or in words; empty if it is none that can be told."""
    lowered = {one.lower(): one for one in among}
    words = said.strip().lower()
    return lowered.get(words) or _AREAS.get(words, "")


def least_area_of(name: str) -> str:
    """The least of the named areas that a region is in; empty if it is in none."""
    return next((area for area in ("eu", "eea", "eu+adequacy") if name in regions_in(area)), "")


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Angle between two places on the globe."""
    (north, east), (north_too, east_too) = ([math.radians(degree) for degree in place] for place in (one, other))
    cosine = math.sin(north) * math.sin(north_too)
    cosine += math.cos(north) * math.cos(north_too) * math.cos(east - east_too)
    return math.acos(max(-1.0, min(1.0, cosine)))
