"""The organization policy gcp.resourceLocations: where a resource may be made."""

from __future__ import annotations

from landfast.gcp.locations import product_of, region_of
from landfast.gcp.regions import catalogue
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.locations import GLOBAL_IS_A_PLACE, places
from landfast.rehearsal.cloud.policies import effective
from landfast.rehearsal.cloud.refusal import bad_request, violates
from landfast.rehearsal.cloud.store import Store

CONSTRAINT = "gcp.resourceLocations"


def check(call: Call, store: Store) -> None:
    """Only a create is judged: what stood before the policy stays."""
    if call.verb != "create" or not call.project or call.kind.facts.iam_kind:
        return
    for place in places(call.type, call.fields):
        _check_zone(place)
    wanted = [place for place in places(call.type, call.fields) if _is_judged(call, place)]
    if not wanted:
        return
    policy = effective(store, call.project, CONSTRAINT)
    for place in wanted:
        if not policy.allows(place, product_of(call.kind.api)):
            raise violates(f"constraints/{CONSTRAINT}", place.lower())


def _check_zone(place: str) -> None:
    region = catalogue().get(region_of(place))
    if region is not None and place.lower() not in (region.name, *region.zones):
        raise bad_request(f"Invalid value for field 'zone': '{place}'. Unknown zone.", "invalid")


def _is_judged(call: Call, place: str) -> bool:
    return place != "global" or call.type in GLOBAL_IS_A_PLACE
