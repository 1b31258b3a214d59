"""Clusters of Kubernetes Engine: where they are, their versions, and whether their ranges are large enough."""

from __future__ import annotations

import base64
import math
import re
from typing import Any

from landfast.gcp.locations import region_of
from landfast.gcp.offers import kubernetes_minors
from landfast.gcp.regions import catalogue
from landfast.gcp.universes import universe_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.addresses import Range, network_path, parse, subnetwork_path, taken
from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.node_groups import links, zones_of
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import Refusal, bad_request
from landfast.rehearsal.cloud.stable import address, digest, public_address
from landfast.rehearsal.cloud.store import Store, StoredResource

# https://cloud.google.com/kubernetes-engine/docs/concepts/alias-ips#defaults_limits: of clusters that name no range.
SERVICES_OF_GOOGLE = "34.118.224.0/20"
VERSION = "1.33.5-gke.1080000"
CLUSTER, POOL = "google_container_cluster", "google_container_node_pool"
SUBNETWORK = "google_compute_subnetwork"
UPGRADE = {"strategy": "SURGE", "max_surge": 1, "max_unavailable": 0, "blue_green_settings": []}
# https://cloud.google.com/sdk/gcloud/reference/container/clusters/create#--scopes: gke-default
SCOPES = tuple(
    f"https://www.googleapis.com/auth/{name}"
    for name in (
        "devstorage.read_only", "logging.write", "monitoring", "service.management.readonly", "servicecontrol",
        "trace.append",
    )
)  # fmt: skip
SIZE = re.compile(r"/(?:[89]|[12]\d|3[0-2])")
WANTED = re.compile(r"(\d+\.\d+)(?:\.\d+(?:-gke\.\d+)?)?")
# https://cloud.google.com/kubernetes-engine/docs/concepts/alias-ips: each node has a range of twice its pods; the
# smallest range of services.
PODS, PODS_OF_AUTOPILOT, SERVICES = 110, 32, 28


def _computed(call: Call) -> Object:
    authority = base64.b64encode(f"certificate of {call.name}".encode()).decode()
    certificates = {"cluster_ca_certificate": authority, "client_certificate": "", "client_key": ""}
    return {
        "endpoint": address(call.name),
        "master_version": VERSION,
        "node_version": VERSION,
        "master_auth": [{"client_certificate_config": [], **certificates}],
        "services_ipv4_cidr": SERVICES_OF_GOOGLE,
        "private_cluster_config": [_endpoints(call)],
        "node_locations": zones_of(call.text("location")) if call.text("location") in catalogue() else None,
        "default_max_pods_per_node": PODS_OF_AUTOPILOT if call.fields.get("enable_autopilot") else PODS,
    }


def _endpoints(call: Call) -> Object:
    """Addresses, not URLs: https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters
    #PrivateClusterConfig. One that is reached by its name alone has none."""
    reached = first(first(call.fields.get("control_plane_endpoints_config")).get("ip_endpoints_config"))
    if reached.get("enabled") is False:
        return {"private_endpoint": "", "public_endpoint": ""}
    return {"private_endpoint": address(call.name), "public_endpoint": public_address(call.name)}


def _inside(call: Call) -> Object:
    found: Object = {}
    private = [{**_endpoints(call), **block} for block in blocks(call.fields, "private_cluster_config")]
    if call.fields.get("enable_autopilot") and not first(call.fields.get("node_config")).get("oauth_scopes"):
        nodes = first(call.fields.get("node_config"))
        found["node_config"] = [{**nodes, "oauth_scopes": list(SCOPES)}]
    control = [
        {**block, "dns_endpoint_config": [{"endpoint": _dns_endpoint(call), **inner} for inner in _dns(block)]}
        for block in blocks(call.fields, "control_plane_endpoints_config")
    ]
    if private:
        found["private_cluster_config"] = private
    scaled = [_scaled(block) for block in blocks(call.fields, "cluster_autoscaling")]
    if scaled:
        found["cluster_autoscaling"] = scaled
    if control:
        found["control_plane_endpoints_config"] = control
    return found


def _scaled(block: Object) -> Object:
    """Pools that are made by need: https://cloud.google.com/kubernetes-engine/docs/concepts/node-pool-upgrade-strategies"""
    made = [
        {**pool, "upgrade_settings": [{**UPGRADE, **_strategy(first(pool.get("upgrade_settings")))}]}
        for pool in blocks(block, "auto_provisioning_defaults")
    ]
    return {**block, "auto_provisioning_defaults": made} if made else block


def _strategy(asked: Object) -> Object:
    """What was asked for; one of no strategy is of the usual one."""
    said = {name: value for name, value in asked.items() if value not in (None, [])}
    return said if said.get("strategy") in ("SURGE", "BLUE_GREEN") else {}


def _dns(block: Object) -> list[Object]:
    return list(blocks(block, "dns_endpoint_config")) or [{}]


def _dns_endpoint(call: Call) -> str:
    """https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters#DNSEndpointConfig"""
    number_ = project_number(str(call.fields["project"]))
    return f"gke-{digest('dns', call.name)[:36]}-{number_}.{region_of(call.text('location'))}.gke.goog"


def _ranges(call: Call, store: Store) -> Object:
    """Of pods and services: those of the subnetwork that it is told to take."""
    path = subnetwork_path(call.text("subnetwork"), call.text("project"), region_of(call.text("location")))
    subnetwork = store.get(SUBNETWORK, path)
    policy = first(call.fields.get("ip_allocation_policy"))
    known = {
        str(block.get("range_name")): str(block.get("ip_cidr_range"))
        for block in blocks(subnetwork.fields if subnetwork is not None else {}, "secondary_ip_range")
    }
    asked = {"cluster_ipv4_cidr": "cluster_secondary_range_name", "services_ipv4_cidr": "services_secondary_range_name"}
    return {name: known[policy[range_]] for name, range_ in asked.items() if policy.get(range_) in known}


def _pool_settled(call: Call, store: Store) -> Object:
    """What a pool has of its cluster."""
    name = f"projects/{call.text('project')}/locations/{call.text('location')}/clusters/{call.text('cluster')}"
    cluster = store.get(CLUSTER, name)
    version = cluster.fields.get("master_version") if cluster is not None else VERSION
    most = cluster.fields.get("default_max_pods_per_node") if cluster is not None else PODS
    given = {
        "version": version,
        "node_count": call.fields.get("initial_node_count") or 0,
        # The provider sends what it is told to keep as what there is at first.
        "initial_node_count": call.fields.get("node_count"),
        "max_pods_per_node": most or PODS,
    }
    given["node_locations"] = (cluster.fields.get("node_locations") if cluster is not None else None) or zones_of(
        call.text("location")
    )
    found = {field: value for field, value in given.items() if call.fields.get(field) in (None, [])}
    return found | links({**call.fields, **found})


def _in_its_subnetwork(call: Call, store: Store) -> None:
    if call.verb != "create" or not call.text("subnetwork"):
        return
    region = region_of(call.text("location"))
    path = subnetwork_path(call.text("subnetwork"), call.project, region)
    subnetwork = store.get(SUBNETWORK, path)
    if subnetwork is None:
        return
    if subnetwork.fields.get("region") != region and str(subnetwork.fields.get("region")).rsplit("/", 1)[-1] != region:
        raise bad_request(f"Subnetwork '{path}' is not in the region of the cluster, '{region}'.", "badRequest")
    _check_ranges(call, subnetwork)


def _check_ranges(call: Call, subnetwork: StoredResource) -> None:
    policy = first(call.fields.get("ip_allocation_policy"))
    known = {str(block.get("range_name")): parse(str(block.get("ip_cidr_range")))
             for block in blocks(subnetwork.fields, "secondary_ip_range")}  # fmt: skip
    names = [str(policy.get(f"{kind}_secondary_range_name") or "") for kind in ("cluster", "services")]
    for name in filter(None, names):
        if name not in known:
            raise bad_request(f"Secondary range '{name}' does not exist in subnetwork '{subnetwork.name}'.")
    if names[0] and names[0] == names[1]:
        raise bad_request(f"Pods and services can't share the secondary range '{names[0]}'.")
    pods = known.get(names[0]) or parse(str(policy.get("cluster_ipv4_cidr_block")))
    services = known.get(names[1]) or parse(str(policy.get("services_ipv4_cidr_block")))
    if pods is not None:
        _check_pods(call, pods)
    if services is not None and services.prefixlen >= SERVICES:
        raise bad_request(f"Services range {services} is too small: it must be larger than /{SERVICES}.")


def _check_pods(call: Call, pods: Range) -> None:
    own = PODS_OF_AUTOPILOT if call.fields.get("enable_autopilot") else PODS
    of_node = 32 - math.ceil(math.log2(2 * int(call.fields.get("default_max_pods_per_node") or own)))
    nodes = max(int(call.fields.get("initial_node_count") or 1), 1) * _zones(call)
    needed = of_node - math.ceil(math.log2(nodes))
    if pods.prefixlen > needed:
        raise bad_request(
            f"Pod address range {pods} is too small: {nodes} nodes with a /{of_node} each need a /{needed} at least."
        )


def _zones(call: Call) -> int:
    named = call.fields.get("node_locations")
    if isinstance(named, list) and named:
        return len(named)
    return 1 if call.fields.get("enable_autopilot") else len(zones_of(call.text("location")))


def _apart_from_others(call: Call, store: Store) -> None:
    """The control plane's range is nobody else's."""
    for block in blocks(call.fields, "private_cluster_config") if call.verb == "create" else ():
        found = parse(str(block.get("master_ipv4_cidr_block") or ""))
        for other in taken(store, call, network_path(call.text("network"), call.project)) if found else ():
            if found is not None and found.overlaps(other.range):
                raise bad_request(f"The control plane's range {found} conflicts with '{other.holder}' ({other.range}).")


def _ranges_of_its_own(call: Call, store: Store) -> None:
    """Ranges that GKE adds to the subnetwork: https://cloud.google.com/kubernetes-engine/docs/how-to/alias-ips"""
    for policy in blocks(call.fields, "ip_allocation_policy") if call.verb == "create" else ():
        for name in ("cluster_ipv4_cidr_block", "services_ipv4_cidr_block"):
            text = str(policy.get(name) or "")
            found = parse(text)
            if text and found is None and not SIZE.fullmatch(text):
                raise bad_request(
                    f"Invalid value for {name}: '{text}' is neither a CIDR range nor a netmask such as /14."
                )
            for other in taken(store, call, network_path(call.text("network"), call.project)) if found else ():
                if found is not None and found.overlaps(other.range):
                    raise bad_request(f"The range {found} of {name} conflicts with '{other.holder}' ({other.range}).")


def _of_a_version(call: Call, _store: Store) -> None:
    for name in ("min_master_version", "node_version"):
        if call.writes and call.text(name) and call.changed(name):
            check_version(call.text(name))


def check_version(text: str) -> None:
    """Raises Refusal for a version that GKE does not offer; `latest` and `-` are its default."""
    if text in ("latest", "-"):
        return
    found = WANTED.fullmatch(text)
    if found is None or found[1] not in kubernetes_minors():
        offered = ", ".join(kubernetes_minors())
        raise bad_request(f"Version '{text}' is unsupported: no valid versions with the prefix found ({offered}).")


def _whole(call: Call, _store: Store) -> None:
    if not call.writes:
        return
    fields = call.fields
    nodes = fields.get("enable_autopilot") or fields.get("node_pool") or fields.get("initial_node_count")
    if call.verb == "create" and not nodes:
        raise bad_request("Cluster.initial_node_count must be greater than zero.")
    pool = str(first(fields.get("workload_identity_config")).get("workload_pool") or "")
    own = universe_of(call.project).pool(call.project)
    if pool and pool != own:
        raise bad_request(f"Workload pool '{pool}' is not supported: it must be '{own}'.")
    for pool_fields in blocks(fields, "node_pool"):
        check_pool(pool_fields)


def _pool(call: Call, store: Store) -> None:
    if not call.writes:
        return
    check_pool(call.fields)
    version, cluster = call.text("version"), store.get(CLUSTER, call.name.partition("/nodePools/")[0])
    if version and call.changed("version"):
        check_version(version)
        if cluster is not None and _minor(version) > _minor(str(cluster.fields.get("master_version"))):
            raise bad_request(f"Node version '{version}' must not be newer than that of the control plane.")
    if cluster is not None and cluster.fields.get("enable_autopilot"):
        raise bad_request("Node pools can't be made in an Autopilot cluster.")


def check_pool(fields: Any) -> None:
    """Raises Refusal for a pool of nodes whose settings do not go together."""
    scaling, upgrade = first(fields.get("autoscaling")), first(fields.get("upgrade_settings"))
    node = first(fields.get("node_config"))
    for least, most in (("min_node_count", "max_node_count"), ("total_min_node_count", "total_max_node_count")):
        if (scaling.get(least) or 0) > (scaling.get(most) or math.inf):
            raise _invalid(f"autoscaling.{least}", "it is larger than the maximum")
    strategy = upgrade.get("strategy") in (None, "", "SURGE")
    if upgrade and strategy and upgrade.get("max_surge") == 0 and upgrade.get("max_unavailable") == 0:
        raise _invalid("upgrade_settings", "max_surge and max_unavailable can't both be 0")
    if node.get("spot") and node.get("preemptible"):
        raise _invalid("node_config", "nodes can't be both spot and preemptible")


def _minor(version: str) -> tuple[int, ...]:
    found = WANTED.match(version)
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def _invalid(field: str, reason: str) -> Refusal:
    return bad_request(f"Invalid value for field '{field}': {reason}.")


BEHAVIOURS = {
    CLUSTER: Behaviour(
        settled=_ranges,
        computed=_computed,
        inside=_inside,
        refuses=(_whole, _of_a_version, _in_its_subnetwork, _apart_from_others, _ranges_of_its_own),
        refers={"network": "google_compute_network", "subnetwork": SUBNETWORK},
        # https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters/delete
        holds_below=(POOL,),
    ),
    POOL: Behaviour(settled=_pool_settled, refuses=(_pool,)),
}
