"""The region catalogue: where Google's regions are, in which legal area, and what they offer.

Facts and their sources: `data/regions.json` (its `meta` names each source and its age).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from landfast.gcp.tables import table

Status = Literal["EU", "EEA", "ADEQUACY", "NON_EU", "UNKNOWN"]

# Between what an area lists and what it leaves out.
WITHOUT = " without "
_SOVEREIGN = "u-"
NAMED_AREAS: Mapping[str, frozenset[Status]] = MappingProxyType(
    {
        "eu": frozenset({"EU"}),
        "eea": frozenset({"EU", "EEA"}),
        "eu+adequacy": frozenset({"EU", "EEA", "ADEQUACY"}),
    }
)


@dataclass(frozen=True, slots=True)
class Region:
    """One region. `status` is its place under GDPR chapter V; `country` is ISO 3166-1 alpha-2."""

    name: str
    city: str
    country: str
    status: Status
    zones: tuple[str, ...]
    vertex_ai: bool
    adequacy: str
    accelerator_zones: Mapping[str, tuple[str, ...]]

    @property
    def place(self) -> str:
        return f"{self.city}, {self.country}"

    def __str__(self) -> str:
        return f"{self.name} ({self.city or 'city unknown'}, {self.country or 'country unknown'})"


def _status(raw: Mapping[str, object]) -> Status:
    # An adequacy decision that covers certified importers only does not cover a region.
    match raw["status"]:
        case "EU" | "EEA" | "ADEQUACY" as status:
            return status
        case "NON_EU" | "DPF_ONLY":
            return "NON_EU"
        case _:
            return "UNKNOWN"


@cache
def of_google() -> Mapping[str, Region]:
    """Every region of Google Cloud by name: `catalogue` without those of other universes."""
    return MappingProxyType({name: region for name, region in catalogue().items() if not name.startswith(_SOVEREIGN)})


@cache
def sovereign() -> Mapping[str, Region]:
    """The regions of the sovereign universes, which are apart from Google Cloud (`gcp/universes.py`)."""
    return MappingProxyType({name: region for name, region in catalogue().items() if name.startswith(_SOVEREIGN)})


@cache
def catalogue() -> Mapping[str, Region]:
    """Every region by name, those of the sovereign universes among them."""
    data, cities = table("regions"), table("places")["cities"]
    return MappingProxyType(
        {
            name: Region(
                name=name,
                city=raw.get("city") or cities.get(name, ""),
                country=raw.get("country") or "",
                status=_status(raw),
                zones=tuple(raw["zones"]),
                vertex_ai=bool(raw.get("vertex_ai_api_2026_03")),
                adequacy=raw.get("adequacy") or "",
                accelerator_zones={kind: tuple(zones) for kind, zones in raw.get("gpu_zones", {}).items()},
            )
            for name, raw in sorted(data["regions"].items())
        }
    )


def areas() -> tuple[str, ...]:
    """Every area with a name of its own: the named ones, then one for each EEA or adequate country with a region.
    Others are lists of them and of regions, without some: `europe-west1,europe-west4`, `eu without europe-west3`."""
    countries = {r.country for r in catalogue().values() if r.status in NAMED_AREAS["eu+adequacy"]}
    return (*NAMED_AREAS, *sorted(countries))


@cache
def regions_in(area: str) -> tuple[str, ...]:
    """Names of the public regions of a residency area, sorted; empty if the area is not one."""
    return tuple(name for name in places_in(area) if name in of_google())


@cache
def places_in(area: str) -> tuple[str, ...]:
    """The same with the regions of sovereign universes."""
    listed, _, left_out = area.partition(WITHOUT)
    terms = [_members(term) for term in listed.split(",")]
    if not all(terms):
        return ()
    denied = {name for term in left_out.split(",") for name in _members(term)}
    return tuple(sorted(set().union(*terms) - denied))


def _members(term: str) -> set[str]:
    """Of one area or country, or the one region; none outside of every area."""
    adequate = NAMED_AREAS["eu+adequacy"]
    within = {name: region for name, region in catalogue().items() if region.status in adequate}
    statuses = NAMED_AREAS.get(term)
    if statuses is not None:
        return {name for name, region in within.items() if region.status in statuses}
    return {name for name, region in within.items() if term in (name, region.country)}


def zone_fact(name: str) -> str:
    """That a zone is not a region, and which zones its region has; empty if it is no zone of a region that there is."""
    region = catalogue().get(name.rpartition("-")[0])
    if region is None:
        return ""
    fact = "is a zone, not a region" if name in region.zones else "no such zone"
    return f"{fact}: {region.name} has {', '.join(region.zones)}"
