"""Where a location code is, under the residency area. Never by its first letters: every code is looked up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from landfast.gcp.locations import EUROPEAN_UNION, OUTSIDE, region_of, spanned
from landfast.gcp.locations import codes as location_codes
from landfast.gcp.regions import of_google
from landfast.policies.model import Area

VerdictKind = Literal["in area", "adequacy", "outside", "global", "unknown"]
_WORST: tuple[VerdictKind, ...] = ("outside", "unknown", "global", "adequacy", "in area")

_LINK = re.compile(
    r"(?:(?:https://(?:www|compute)\.googleapis\.com/compute/[a-z0-9]+/|//compute\.googleapis\.com/)?projects/[^/]+/)?"
    r"(?:zones|regions|locations|instanceConfigs)/([^/]+)"
)
# Places of other companies' clouds: `aws-us-east-1` as BigQuery Omni names them, `us-east-1` as Amazon does.
_AMAZON = re.compile(r"(?:aws-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central)+-[0-9]", re.ASCII)
_AZURE = re.compile(r"azure-[a-z0-9]+", re.ASCII)
_PATH = re.compile(r"(?:^|/)(?:locations|regions|zones)/([^/]+)(?=/|$)")


@dataclass(frozen=True, slots=True)
class PlaceVerdict:
    """Where something is, and a clause that says so."""

    kind: VerdictKind
    clause: str

    @property
    def good(self) -> bool:
        return self.kind == "in area"


@lru_cache(maxsize=8192)
def locate(code: str, product: str, area: Area) -> PlaceVerdict:
    """Verdict on a region, a zone, a multi-region of `product`, or a link to one of them."""
    link = _LINK.fullmatch(code)
    name = link[1] if link else code
    if product == "spanner":
        name = name.removeprefix("regional-")
    if name.lower() == "global":
        return PlaceVerdict("global", "is everywhere")
    members = spanned(name, product) or _sovereign(name, area)
    if members is not None:
        return _span(members, area)
    for cloud, pattern in (("Amazon Web Services", _AMAZON), ("Azure", _AZURE)):
        if pattern.fullmatch(name):
            return PlaceVerdict("outside", f"is in {cloud}, the cloud of another company")
    return PlaceVerdict("unknown", _why_unknown(name, product))


def locate_all(codes: Sequence[str], area: Area) -> PlaceVerdict:
    """The worst verdict of several regions."""
    return _span(codes, area)


def location_in(path: str) -> str | None:
    """The location in a resource's path (`projects/p/locations/europe-west4/...`); None unless there is just one."""
    found = set(_PATH.findall(path))
    return found.pop() if len(found) == 1 else None


def _sovereign(name: str, area: Area) -> tuple[str, ...] | None:
    """The region of a sovereign universe, none of whose products has codes for several."""
    region = region_of(name) if name == name.lower() else name
    return (region,) if region in area.regions else None


def _of_region(region: str, area: Area) -> PlaceVerdict:
    place = area.regions[region]
    if region in area.allowed:
        return PlaceVerdict("in area", f"is in {place.country}")
    if place.status == "ADEQUACY":
        return PlaceVerdict("adequacy", f"is in {place.country}, which has an adequacy decision")
    if place.status == "UNKNOWN":
        return PlaceVerdict("unknown", "is a region whose country is not published")
    # A country alone would not say why, where the area leaves out regions of it.
    why = "" if area.name.isalpha() or place.status == "NON_EU" else f", which is not in {area.name}"
    return PlaceVerdict("outside", f"is in {place.country}{why}")


def _span(members: Sequence[str], area: Area) -> PlaceVerdict:
    verdicts = [_of_member(member, area) for member in members]
    worst = min(verdicts, key=lambda verdict: _WORST.index(verdict.kind))
    if len(members) == 1:
        return worst
    if worst.good:
        return PlaceVerdict("in area", f"spans {', '.join(members)}")
    bad = next(member for member, verdict in zip(members, verdicts, strict=True) if verdict is worst)
    return PlaceVerdict(worst.kind, f"spans {bad}, which {worst.clause}" if bad in area.regions else worst.clause)


def _of_member(member: str, area: Area) -> PlaceVerdict:
    if member == EUROPEAN_UNION:
        whole = all(name in area.allowed for name, place in of_google().items() if place.status == "EU")
        return PlaceVerdict("in area" if whole else "outside", "may be in any member state of the EU")
    if member in OUTSIDE:
        return PlaceVerdict("outside", "is outside Europe")
    return _of_region(member, area) if member in area.regions else PlaceVerdict("unknown", "spans an unknown region")


def _why_unknown(name: str, product: str) -> str:
    others = [other for other, codes in location_codes().items() if name in codes and other != product]
    if others:
        return f"is a location of {', '.join(sorted(others)).replace('_', ' ')}, not of this product"
    return "is no location that is known"
