"""Private services access: a connection takes ranges that are allocated in its network, to a network of Google's."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.policies import effective
from landfast.rehearsal.cloud.refusal import bad_request, precondition_failed
from landfast.rehearsal.cloud.store import Store

CONNECTION = "google_service_networking_connection"
CONSTRAINT = "compute.restrictVpcPeering"
# The organization of what is peered with: the networks of services are all Google's own.
GOOGLE = "under:organizations/433637338589"


def is_peered(store: Store, network: str) -> bool:
    """Whether a network has a connection, by its path, its URL or its name."""
    name = network.rsplit("/projects/", 1)[-1].removeprefix("projects/")
    return any(str(item.fields.get("network", "")).endswith(name) for item in store.list(CONNECTION))


def _ranges_stand(call: Call, store: Store) -> None:
    if not call.writes:
        return
    known = {str(item.fields.get("name")) for item in store.list("google_compute_global_address")}
    for name in call.fields.get("reserved_peering_ranges") or []:
        if name not in known:
            raise bad_request(f"Allocated IP range '{name}' not found in network.", "failedPrecondition")


def _may_be_peered(call: Call, store: Store) -> None:
    if call.verb == "create" and call.project and not effective(store, call.project, CONSTRAINT).allows(GOOGLE):
        raise precondition_failed(
            f"Constraint constraints/{CONSTRAINT} violated for project {call.project}. Peering the network "
            f"{call.text('network')} is not allowed."
        )


def _peering_stands(call: Call, store: Store) -> None:
    network = call.text("network")
    if call.verb == "create" and not is_peered(store, f"/{network}"):
        raise bad_request(
            f"Network '{network}' has no private connection to {call.text('service')}.", "failedPrecondition"
        )


def _computed(call: Call) -> Object:
    """The peering that the producer makes has the service's name."""
    return {"peering": call.text("service").replace(".", "-")}


BEHAVIOURS = {
    CONNECTION: Behaviour(
        computed=_computed, refuses=(_ranges_stand, _may_be_peered), refers={"network": "google_compute_network"}
    ),
    "google_service_networking_peered_dns_domain": Behaviour(refuses=(_peering_stands,)),
}
