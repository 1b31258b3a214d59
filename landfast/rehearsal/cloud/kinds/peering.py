"""Private services access: a connection takes ranges that are allocated in its network, to a network of Google's.

It makes a peering, which stays until it is removed: also of a connection that Terraform forgot.
"""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.policies import effective
from landfast.rehearsal.cloud.refusal import bad_request, precondition_failed
from landfast.rehearsal.cloud.reserved import reserved
from landfast.rehearsal.cloud.stable import digest
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.cloud.unmanaged import FORMER_CONNECTION, PEERING_ROUTE

CONNECTION = "google_service_networking_connection"
DATABASE = "google_sql_database_instance"
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


def _routes(call: Call, store: Store) -> None:
    network = call.text("network")
    name = f"projects/{call.project}/global/routes/peering-route-{digest(call.name)[:16]}"
    fields = {"network": network, "nextHopPeering": str(call.fields["peering"])}
    store.put(StoredResource(PEERING_ROUTE, name, call.project, fields))


def _used_by_nobody(call: Call, store: Store) -> None:
    """What a producer made for a database it keeps for days after that is gone, and with it the connection.

    https://github.com/hashicorp/terraform-provider-google/issues/16275
    """
    standing = store.list(DATABASE, call.project)
    if call.verb == "delete" and (standing or reserved(store, DATABASE, call.project)):
        raise bad_request(
            "Failed to delete connection; Producer services (e.g. CloudSQL, Cloud Memstore, etc.) are still using this "
            "connection.",
            "failedPrecondition",
        )


def _as_before(call: Call, store: Store) -> None:
    """A peering that was removed comes again with the ranges that it had; others are an update, which the provider
    sends where it was told to (`update_on_creation_fail`)."""
    network = call.text("network")
    former = next((item for item in store.list(FORMER_CONNECTION, call.project) if network.endswith(item.name)), None)
    if call.verb != "create" or former is None or call.fields.get("update_on_creation_fail"):
        return
    if sorted(call.fields.get("reserved_peering_ranges") or []) != former.fields["ranges"]:
        raise bad_request("Cannot modify allocated ranges in CreateConnection. Please use UpdateConnection.")


def _gone(call: Call, store: Store) -> None:
    """The connection, and the peering with it."""
    for item in (*store.list(CONNECTION, call.project), *store.list(PEERING_ROUTE, call.project)):
        if item.name == call.name or item.fields.get("network") == (call.before or {}).get("network"):
            store.delete(item)


BEHAVIOURS = {
    CONNECTION: Behaviour(
        computed=_computed,
        refuses=(_ranges_stand, _may_be_peered, _as_before, _used_by_nobody),
        refers={"network": "google_compute_network"},
        then=_routes,
        deleted=_gone,
    ),
    "google_service_networking_peered_dns_domain": Behaviour(refuses=(_peering_stands,)),
}
