"""Compute Engine: what clusters and services leave in a network, as it is looked for before the network goes."""

from __future__ import annotations

from collections import defaultdict

from landfast.provider.values import Object
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.cloud.unmanaged import FORMER_CONNECTION, PEERING_ROUTE
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service

COMPUTE = "https://www.googleapis.com/compute/v1/"
# Collection -> the kinds that an aggregated list of it has; the first is that of the collection itself.
KINDS: dict[str, tuple[str, ...]] = {
    "addresses": ("google_compute_address", "google_compute_global_address"),
    "backendServices": ("google_compute_backend_service", "google_compute_region_backend_service"),
    "disks": ("google_compute_disk",),
    "firewalls": ("google_compute_firewall",),
    "forwardingRules": ("google_compute_forwarding_rule", "google_compute_global_forwarding_rule"),
    "healthChecks": ("google_compute_health_check", "google_compute_region_health_check"),
    "instanceGroups": ("google_compute_instance_group",),
    "instances": ("google_compute_instance",),
    "networkEndpointGroups": ("google_compute_network_endpoint_group",),
    "networks": ("google_compute_network",),
    "subnetworks": ("google_compute_subnetwork",),
    "targetHttpProxies": ("google_compute_target_http_proxy", "google_compute_region_target_http_proxy"),
    "targetHttpsProxies": ("google_compute_target_https_proxy", "google_compute_region_target_https_proxy"),
    "targetPools": ("google_compute_target_pool",),
    "urlMaps": ("google_compute_url_map", "google_compute_region_url_map"),
}
READ = ("get", "list", "delete")
WRITTEN = ("disks", "firewalls", "networkEndpointGroups")


def _aggregated(asked: Asked) -> Object:
    """https://cloud.google.com/compute/docs/reference/rest/v1/disks/aggregatedList"""
    name = asked.method.collection
    places = defaultdict[str, list[Object]](list)
    for type_ in KINDS[name]:
        for item in asked.store.list(type_, asked.project):
            place = item.name.partition(f"projects/{item.project}/")[2].rpartition(f"/{name}/")[0]
            collection = Collection(name, type_, short=True, differs=_differences(type_))
            places[place].append(content_of(asked, item, collection))
    return {"kind": f"compute#{name}AggregatedList", "items": {place: {name: found} for place, found in places.items()}}


def _differences(type_: str) -> Differences:
    return DIFFERENCES.get(type_, LINKED)


def _linked(_fields: Object, content: Object) -> None:
    """Links are whole ones: https://cloud.google.com/compute/docs/reference/rest/v1/firewalls"""
    for name in ("network", "subnetwork"):
        if str(content.get(name) or "").startswith("projects/"):
            content[name] = COMPUTE + str(content[name])


LINKED = Differences(to_api=_linked)
DIFFERENCES = {
    "google_compute_firewall": Differences({"allow": "allowed", "deny": "denied"}, to_api=_linked),
    "google_compute_disk": Differences({"size": "sizeGb"}, to_api=_linked),
}


def _remove_peering(asked: Asked) -> Object:
    """https://cloud.google.com/compute/docs/reference/rest/v1/networks/removePeering"""
    network, name = asked.standing(), asked.body.get("name")
    routes = [route for route in _routes(asked.store, network) if route.fields["nextHopPeering"] == name]
    if not routes:
        raise bad_request(f"There is no peering '{name}' in network '{network.name}'.", "invalid")
    for route in routes:
        asked.store.delete(route)
    # The producer keeps its side: https://github.com/GoogleCloudPlatform/cluster-toolkit/pull/4744
    for item in asked.store.list("google_service_networking_connection", network.project):
        if str(item.fields.get("network")).endswith(network.name):
            ranges = {"ranges": sorted(item.fields.get("reserved_peering_ranges") or [])}
            asked.store.put(StoredResource(FORMER_CONNECTION, network.name, network.project, ranges))
    return operations.done(asked, network.name, None, "")


def _routes(store: Store, network: StoredResource) -> list[StoredResource]:
    return [
        item for item in store.list(PEERING_ROUTE, network.project) if item.fields["network"].endswith(network.name)
    ]


def _collections() -> tuple[Collection, ...]:
    return tuple(
        Collection(
            name,
            types[0],
            short=True,
            only=(*READ, "insert") if name in WRITTEN else READ,
            differs=_differences(types[0]),
        )
        for name, types in KINDS.items()
    )


SERVICE = Service(
    "compute.v1",
    (*_collections(), Collection("routes", PEERING_ROUTE, short=True, only=("get", "list"))),
    handlers={
        **{f"{name}.aggregatedList": _aggregated for name in KINDS if name not in ("firewalls", "networks")},
        "networks.removePeering": _remove_peering,
    },
    classic=True,
)
