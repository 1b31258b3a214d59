"""The organization policy gcp.resourceLocations: where a resource may be made."""

from __future__ import annotations

from landfast.rehearsal.cloud.locations import GLOBAL_IS_A_PLACE, places
from landfast.rehearsal.cloud.policies import effective
from landfast.rehearsal.cloud.request import Request
from landfast.rehearsal.errors import violates

CONSTRAINT = "gcp.resourceLocations"


def check(request: Request) -> None:
    """Only a create is judged: what stood before the policy stays."""
    if request.operation != "create" or not request.project or request.type.facts.iam_kind:
        return
    wanted = [place for place in places(request.type.name, request.values) if _is_judged(request, place)]
    if not wanted:
        return
    policy = effective(request.store, request.project, CONSTRAINT)
    for place in wanted:
        if not policy.allows(place):
            raise violates(f"constraints/{CONSTRAINT}", place.lower())


def _is_judged(request: Request, place: str) -> bool:
    return place != "global" or request.type.name in GLOBAL_IS_A_PLACE
