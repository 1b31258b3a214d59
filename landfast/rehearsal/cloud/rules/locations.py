"""The organization policy gcp.resourceLocations: where a resource may be made."""

from __future__ import annotations

from landfast.gcp.regions import catalogue
from landfast.rehearsal.cloud.call import Request
from landfast.rehearsal.cloud.locations import GLOBAL_IS_A_PLACE, places, region_of
from landfast.rehearsal.cloud.policies import effective
from landfast.rehearsal.cloud.refusal import bad_request, violates

CONSTRAINT = "gcp.resourceLocations"


def check(request: Request) -> None:
    """Only a create is judged: what stood before the policy stays."""
    if request.operation != "create" or not request.project or request.type.facts.iam_kind:
        return
    for place in places(request.type.name, request.values):
        _check_zone(place)
    wanted = [place for place in places(request.type.name, request.values) if _is_judged(request, place)]
    if not wanted:
        return
    policy = effective(request.store, request.project, CONSTRAINT)
    for place in wanted:
        if not policy.allows(place):
            raise violates(f"constraints/{CONSTRAINT}", place.lower())


def _check_zone(place: str) -> None:
    region = catalogue().get(region_of(place))
    if region is not None and place.lower() not in (region.name, *region.zones):
        raise bad_request(f"Invalid value for field 'zone': '{place}'. Unknown zone.", "invalid")


def _is_judged(request: Request, place: str) -> bool:
    return place != "global" or request.type.name in GLOBAL_IS_A_PLACE
