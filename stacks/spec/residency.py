"""The section `residency` of the spec: where data may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, model_validator

from landfast.core.near import near_misses
from landfast.gcp.places import area_meant, least_area_of, nearest, regions_like
from landfast.gcp.regions import areas, catalogue, regions_in, zone_fact
from landfast.stacks.spec.section import SpecProblem, SpecSection


def _known_area(area: str) -> str:
    known = areas()
    # A country's code is one in small letters, too.
    found = next((one for one in known if one.lower() == area.lower()), None)
    if found is None:
        meant = area_meant(area, known) or next(iter(near_misses(area, known)), "")
        step = f"did you mean {meant}?" if meant else "use one of these"
        raise SpecProblem("", "is no residency area", repr(area), f"there are {', '.join(known)}", step)
    return found


class Residency(SpecSection):
    """Where data may be."""

    area: Annotated[str, AfterValidator(_known_area)] = "eu"
    """`eu`, `eea`, `eu+adequacy`, or the ISO code of one country that has a region"""
    region: str
    """Home region, e.g. `europe-west4`: everything stands here"""

    @model_validator(mode="after")
    def _region_fits(self) -> Residency:
        allowed = tuple(name for name in regions_in(self.area) if catalogue()[name].vertex_ai)
        if self.region in allowed:
            return self
        region = catalogue().get(self.region)
        near = regions_like(self.region, allowed) if region is None else nearest(self.region, allowed)
        if region is None:
            fact = zone_fact(self.region) or "is no region of Google Cloud"
            raise SpecProblem("region", fact, repr(self.region), "" if near else _all(allowed), _meant(near))
        outside = self.region not in regions_in(self.area)
        fact = f"{region} {f'is outside the residency area {self.area}' if outside else 'has no Vertex AI'}"
        step = f"use a near one: {_named(near)}" if near else f"use one of {_named(allowed)}"
        wider = least_area_of(self.region) if outside and region.vertex_ai else ""
        raise SpecProblem("region", fact, step=f"{step}, or set residency.area to {wider}" if wider else step)


def _meant(near: Sequence[str]) -> str:
    return f"did you mean {catalogue()[near[0]]}?" if near else "use one of these, or widen residency.area"


def _all(allowed: Sequence[str]) -> str:
    return f"there are {_named(allowed)}"


def _named(names: Sequence[str]) -> str:
    return ", ".join(str(catalogue()[name]) for name in names)
