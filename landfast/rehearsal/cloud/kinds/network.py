"""Networks, subnetworks and attachments: what is computed of them, and what keeps them from being deleted."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.addresses import network_path, subnetwork_path
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.stable import digest, number
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.cloud.unmanaged import DEFAULT_ROUTE, PEERING_ROUTE, SERVERLESS_ADDRESS, is_held, running_in

NETWORK, SUBNETWORK = "google_compute_network", "google_compute_subnetwork"
# What stands in a network. DNS zones and policies only name one.
IN_NETWORKS = (
    "google_compute_address", "google_compute_firewall", "google_compute_forwarding_rule", "google_compute_instance",
    "google_compute_network_attachment", "google_compute_network_endpoint_group", "google_compute_route",
    "google_compute_router", "google_compute_subnetwork", "google_container_cluster",
    "google_network_connectivity_regional_endpoint", "google_network_connectivity_service_connection_policy",
    "google_workbench_instance",
)  # fmt: skip


def _network(call: Call) -> Object:
    own = number(19, "network", call.name)
    return {"network_id": own, "numeric_id": own, "mtu": 1460, "gateway_ipv4": ""}


def _subnetwork(call: Call) -> Object:
    """The gateway is the first address of the range."""
    try:
        gateway = str(ipaddress.ip_network(call.text("ip_cidr_range"), strict=False)[1])
    except (ValueError, IndexError):
        gateway = ""
    return {"gateway_address": gateway, "purpose": "PRIVATE", "subnetwork_id": int(number(15, call.name))}


def _unused(call: Call, store: Store) -> None:
    """Networks and subnetworks that something stands in can't go."""
    if call.verb != "delete":
        return
    user = next(filter(lambda item: _stands_in(item.fields, call.name), _standing(call, store)), None)
    if user is not None:
        kind = "network" if call.type == NETWORK else "subnetwork"
        raise bad_request(
            f"The {kind} resource '{call.name}' is already being used by '{user.name}'",
            "resourceInUseByAnotherResource",
        )


def _standing(call: Call, store: Store) -> Iterator[StoredResource]:
    for type_name in IN_NETWORKS:
        yield from (item for item in store.list(type_name, call.project) if item.name != call.name)
    # A peering is told by the routes that come with it: they can't be deleted, and go with it.
    yield from store.list(PEERING_ROUTE, call.project)
    yield from (item for item in store.list(SERVERLESS_ADDRESS, call.project) if is_held(store, item))


def _attachment(call: Call, store: Store) -> Object:
    """https://cloud.google.com/compute/docs/reference/rest/v1/networkAttachments: the network of its subnetworks."""
    names = call.fields.get("subnetworks") or [""]
    path = subnetwork_path(str(names[0]), call.text("project"), call.text("region"))
    subnetwork = store.get(SUBNETWORK, path)
    return {} if subnetwork is None else {"network": subnetwork.fields.get("network")}


def _attachment_link(call: Call) -> Object:
    above = call.name.rpartition("/")[0]
    return {"self_link_with_id": f"https://www.googleapis.com/compute/v1/{above}/{number(19, 'attachment', call.name)}"}


def _with_another(call: Call, _store: Store) -> None:
    """https://cloud.google.com/vpc/docs/vpc-peering: a network has no peering with itself."""
    ends = {network_path(call.text(name), call.project) for name in ("network", "peer_network")}
    if call.verb == "create" and len(ends) == 1:
        raise bad_request("Invalid value for field 'peerNetwork': a network can't be peered with itself.", "invalid")


def _default_route(call: Call, store: Store) -> None:
    """https://cloud.google.com/vpc/docs/routes#routingpacketsinternet"""
    if call.before is None and not call.fields.get("delete_default_routes_on_create"):
        name = f"projects/{call.project}/global/routes/default-route-{digest(call.name)[:16]}"
        store.put(StoredResource(DEFAULT_ROUTE, name, call.project, {"network": call.name, "destRange": "0.0.0.0/0"}))


def _not_connected(call: Call, store: Store) -> None:
    """An attachment stays while somebody's machines have an address by it."""
    job = running_in(store, call.name) if call.verb == "delete" else None
    if job is not None:
        raise bad_request(
            f"The network_attachment resource '{call.name}' is already being used by '{job.name}'",
            "resourceInUseByAnotherResource",
        )


def _stands_in(value: Any, network: str) -> bool:
    if isinstance(value, dict):
        return any(_stands_in(inner, network) for name, inner in value.items() if name != "self_link")
    if isinstance(value, list):
        return any(_stands_in(inner, network) for inner in value)
    return isinstance(value, str) and value.endswith(network)


BEHAVIOURS = {
    NETWORK: Behaviour(
        computed=_network,
        refuses=(_unused,),
        holds=(
            ("google_service_networking_connection", "network", ""),
            ("google_service_networking_connection", "network", "self_link"),
            (DEFAULT_ROUTE, "network", ""),
        ),
        then=_default_route,
    ),
    SUBNETWORK: Behaviour(computed=_subnetwork, refuses=(_unused,), refers={"network": NETWORK}),
    "google_compute_network_peering": Behaviour(refuses=(_with_another,)),
    "google_compute_network_attachment": Behaviour(
        settled=_attachment, computed=_attachment_link, refuses=(_not_connected,)
    ),
}
