"""Compute Engine: networks and what is in them, templates of machines, and what there is in regions and zones."""

from __future__ import annotations

from collections import defaultdict

from landfast.provider.values import Object
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection, Handler, Service
from landfast.rehearsal.doors.wire.services.compute import (
    firewalls,
    images,
    networks,
    node_groups,
    places,
    routers,
    rules,
    sharing,
    templates,
)
from landfast.rehearsal.doors.wire.services.compute.contents import WRITING, differences

# Collection -> the kinds that an aggregated list of it has; the first is that of the collection itself.
KINDS: dict[str, tuple[str, ...]] = {
    "addresses": ("google_compute_address", "google_compute_global_address"),
    "backendServices": ("google_compute_backend_service", "google_compute_region_backend_service"),
    "disks": ("google_compute_disk",),
    "firewalls": ("google_compute_firewall",),
    "forwardingRules": ("google_compute_forwarding_rule", "google_compute_global_forwarding_rule"),
    "globalAddresses": ("google_compute_global_address",),
    "globalForwardingRules": ("google_compute_global_forwarding_rule",),
    "healthChecks": ("google_compute_health_check", "google_compute_region_health_check"),
    "instanceGroups": ("google_compute_instance_group",),
    "instances": ("google_compute_instance",),
    "networkAttachments": ("google_compute_network_attachment",),
    "networkEndpointGroups": ("google_compute_network_endpoint_group",),
    "networks": ("google_compute_network",),
    "subnetworks": ("google_compute_subnetwork",),
    "targetHttpProxies": ("google_compute_target_http_proxy", "google_compute_region_target_http_proxy"),
    "targetHttpsProxies": ("google_compute_target_https_proxy", "google_compute_region_target_https_proxy"),
    "targetPools": ("google_compute_target_pool",),
    "urlMaps": ("google_compute_url_map", "google_compute_region_url_map"),
}
NOT_AGGREGATED = ("firewalls", "globalAddresses", "globalForwardingRules", "networks")
READ = ("get", "list", "delete", "getIamPolicy", "setIamPolicy", "testIamPermissions")
# What can be written, and how.
WRITTEN = {
    "addresses": ("insert", "setLabels"),
    "disks": ("insert",),
    "firewalls": ("insert", "patch"),
    "forwardingRules": ("insert", "setLabels"),
    "globalAddresses": ("insert", "setLabels"),
    "globalForwardingRules": ("insert", "patch", "setLabels"),
    "networkAttachments": ("insert", "patch"),
    "networkEndpointGroups": ("insert",),
    "networks": ("insert", "patch"),
    "subnetworks": ("insert", "patch"),
}


def _aggregated(asked: Asked) -> Object:
    """https://cloud.google.com/compute/docs/reference/rest/v1/disks/aggregatedList"""
    name = asked.method.collection
    placed = defaultdict[str, list[Object]](list)
    for type_ in KINDS[name]:
        for item in asked.store.list(type_, asked.project):
            place = item.name.partition(f"projects/{item.project}/")[2].rpartition(f"/{name}/")[0]
            collection = Collection(name, type_, short=True, differs=differences(type_))
            placed[place].append(content_of(asked, item, collection))
    return {"kind": f"compute#{name}AggregatedList", "items": {place: {name: found} for place, found in placed.items()}}


def _collections() -> tuple[Collection, ...]:
    return tuple(
        Collection(name, types[0], short=True, only=READ, differs=differences(types[0]))
        for name, types in KINDS.items()
    )


def _writing() -> dict[str, Handler]:
    return {f"{name}.{verb}": WRITING[verb] for name, verbs in WRITTEN.items() for verb in verbs}


SERVICE = Service(
    "compute.v1",
    (*_collections(), networks.ROUTES, routers.ROUTERS, firewalls.POLICIES, *templates.COLLECTIONS),
    handlers={
        **{f"{name}.aggregatedList": _aggregated for name in KINDS if name not in NOT_AGGREGATED},
        **_writing(),
        **networks.HANDLERS,
        **routers.HANDLERS,
        **firewalls.HANDLERS,
        **rules.HANDLERS,
        **places.HANDLERS,
        **sharing.HANDLERS,
        **images.HANDLERS,
        **templates.HANDLERS,
        **node_groups.HANDLERS,
    },
    classic=True,
)
