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
def catalogue() -> Mapping[str, Region]:
    """Every region of Google's public cloud by name; the sovereign universes are other clouds."""
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
            if not name.startswith("u-")
        }
    )


def areas() -> tuple[str, ...]:
    """Every residency area that holds a region: the named ones, then one for each EEA or adequate country."""
    countries = {r.country for r in catalogue().values() if r.status in NAMED_AREAS["eu+adequacy"]}
    return (*NAMED_AREAS, *sorted(countries))


@cache
def regions_in(area: str) -> tuple[str, ...]:
    """Names of the regions of a residency area, sorted; empty if the area is not one."""
    statuses = NAMED_AREAS.get(area)
    if statuses is not None:
        return tuple(name for name, region in catalogue().items() if region.status in statuses)
    return tuple(
        name
        for name, region in catalogue().items()
        if region.country == area and region.status in NAMED_AREAS["eu+adequacy"]
    )


def zone_fact(name: str) -> str:
    """That a zone is not a region, and which zones its region has; empty if it is no zone of a region that there is."""
    region = catalogue().get(name.rpartition("-")[0])
    if region is None:
        return ""
    fact = "is a zone, not a region" if name in region.zones else "no such zone"
    return f"{fact}: {region.name} has {', '.join(region.zones)}"
