"""The section `residency` of the spec: where data may be."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, model_validator

from landfast.core.near import near_misses
from landfast.gcp.regions import areas, catalogue, regions_in, zone_fact
from landfast.stacks.spec.section import SpecProblem, SpecSection


def _known_area(area: str) -> str:
    if area not in areas():
        raise SpecProblem("", "no such residency area", repr(area), f"one of {', '.join(areas())}", "use one of these")
    return area


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
        if region is None:
            fact = zone_fact(self.region) or "no such region"
        elif self.region not in regions_in(self.area):
            fact = f"{region} is outside the residency area '{self.area}'"
        else:
            fact = f"{region} has no Vertex AI"
        cities = {catalogue()[name].city: name for name in allowed}
        near = [cities.get(one, one) for one in near_misses(self.region, [*allowed, *cities])]
        step = f"did you mean {catalogue()[near[0]]}?" if near else "use one of these, or widen residency.area"
        raise SpecProblem("region", fact, f"'{self.region}'", f"allowed: {', '.join(allowed)}", step)
