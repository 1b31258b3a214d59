"""Policies by which a network lets a service put addresses into it: one for a class, a network and a region.

https://cloud.google.com/vpc/docs/about-service-connection-policies#specifications
"""

from __future__ import annotations

from landfast.rehearsal.cloud.blocks import first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.connections import POLICY as TYPE
from landfast.rehearsal.cloud.connections import users
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import already_exists, bad_request
from landfast.rehearsal.cloud.store import Store

ONE_EACH = ("location", "network", "service_class")


def _one_each(call: Call, store: Store) -> None:
    if call.verb != "create":
        return
    for other in store.list(TYPE, call.project):
        if other.name != call.name and all(other.fields.get(name) == call.fields.get(name) for name in ONE_EACH):
            words = f"{call.fields['service_class']} in {call.fields['network']} and {call.fields['location']}"
            raise already_exists(
                f"A service connection policy for {words} already exists: {other.name}", "alreadyExists"
            )


def _of_its_region(call: Call, _store: Store) -> None:
    for name in first(call.fields.get("psc_config")).get("subnetworks") or []:
        if call.writes and f"/regions/{call.fields['location']}/" not in str(name):
            raise bad_request(f"Subnetwork {name} is not in the region of the service connection policy.", "invalid")


def _unused(call: Call, store: Store) -> None:
    standing = store.get(TYPE, call.name) if call.verb == "delete" else None
    user = next(users(store, standing), None) if standing else None
    if user is not None:
        raise bad_request(
            f"The service connection policy '{call.name}' is already being used by '{user.name}'", "failedPrecondition"
        )


BEHAVIOURS = {TYPE: Behaviour(refuses=(_one_each, _of_its_region, _unused))}
