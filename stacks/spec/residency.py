"""The section `residency` of the spec: where data may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, model_validator

from landfast.gcp.areas import AreaFault, area_of, denied_of, split_terms, without
from landfast.gcp.places import least_area_of, nearest, regions_like
from landfast.gcp.regions import catalogue, places_in, regions_in, sovereign, zone_fact
from landfast.stacks.spec.section import SpecProblem, SpecProblems, SpecSection


def _terms(said: object) -> object:
    """A list as a text with commas; what is neither is pydantic's to refuse."""
    if isinstance(said, list | tuple) and all(isinstance(term, str) for term in said):
        return ",".join(said)
    return said


def _known_area(area: str) -> str:
    return _known(*area_of(split_terms(area)))


def _known_denied(denied: str) -> str:
    return _known(*denied_of(split_terms(denied))) if denied else ""


def _known(found: str, faults: Sequence[AreaFault]) -> str:
    if faults:
        raise SpecProblems([SpecProblem("", each.fact, repr(each.said), each.limit, each.step) for each in faults])
    return found


_LISTED = BeforeValidator(_terms, json_schema_input_type=str | list[str])


class Residency(SpecSection):
    """Where data may be."""

    area: Annotated[str, _LISTED, AfterValidator(_known_area)] = "eu"
    """`eu`, `eea`, `eu+adequacy`, the ISO code of a country that has a region, a region, or a list of them"""
    deny: Annotated[str, _LISTED, AfterValidator(_known_denied)] = ""
    """What of the area is left out: a country, a region, or a list of them"""
    region: str
    """Home region, e.g. `europe-west4`: everything stands here"""

    @property
    def within(self) -> str:
        """The area less what is denied: where data may be."""
        return without(self.area, self.deny)[0]

    @model_validator(mode="after")
    def _region_fits(self) -> Residency:
        fault = without(self.area, self.deny)[1]
        if fault:
            raise SpecProblem("deny", fault.fact, repr(fault.said), fault.limit, fault.step)
        if self.region in sovereign() and self.region in places_in(self.within):
            return self
        allowed = tuple(name for name in regions_in(self.within) if catalogue()[name].vertex_ai)
        if not allowed:
            fact = "has no region with Vertex AI of Google's public cloud"
            raise SpecProblem("area", fact, repr(self.within), step="name one that has")
        if self.region in allowed:
            return self
        region = catalogue().get(self.region)
        near = regions_like(self.region, allowed) if region is None else nearest(self.region, allowed)
        if region is None:
            fact = zone_fact(self.region) or "is no region of Google Cloud"
            raise SpecProblem("region", fact, repr(self.region), "" if near else _all(allowed), _meant(near))
        outside = self.region not in regions_in(self.within)
        fact = f"{region} {f'is outside the residency area {self.within}' if outside else 'has no Vertex AI'}"
        step = f"use a near one: {_named(near)}" if near else f"use one of {_named(allowed)}"
        wider = least_area_of(self.region) if outside and region.vertex_ai and not self.deny else ""
        raise SpecProblem("region", fact, step=f"{step}, or set residency.area to {wider}" if wider else step)


def _meant(near: Sequence[str]) -> str:
    return f"did you mean {catalogue()[near[0]]}?" if near else "use one of these, or widen residency.area"


def _all(allowed: Sequence[str]) -> str:
    return f"there are {_named(allowed)}"


def _named(names: Sequence[str]) -> str:
    return ", ".join(str(catalogue()[name]) for name in names)
