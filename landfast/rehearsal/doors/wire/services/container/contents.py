"""Clusters and pools of nodes, by the provider's fields and by the API's content."""

from __future__ import annotations

from typing import Any

from landfast.gcp.locations import region_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.addresses import network_path, subnetwork_path
from landfast.rehearsal.cloud.stable import digest
from landfast.rehearsal.doors.wire.checking import camel
from landfast.rehearsal.doors.wire.definition import Collection, Differences

CLUSTER, POOL = "google_container_cluster", "google_container_node_pool"
CLUSTERS, POOLS = "projects.locations.clusters", "projects.locations.clusters.nodePools"
# Booleans that the provider has as words.
WORDS = ("insecure_kubelet_readonly_port_enabled",)


def _of_nodes(at: str) -> dict[str, str]:
    """What is called otherwise in the settings of nodes, which stand at a field."""
    return {
        f"{at}.guest_accelerator": "accelerators",
        f"{at}.guest_accelerator.count": "acceleratorCount",
        f"{at}.guest_accelerator.type": "acceleratorType",
        f"{at}.linux_node_config.hugepages_config": "hugepages",
        f"{at}.linux_node_config.hugepages_config.hugepage_size_1g": "hugepageSize1g",
        f"{at}.linux_node_config.hugepages_config.hugepage_size_2m": "hugepageSize2m",
        f"{at}.logging_variant": "loggingConfig.variantConfig.variant",
        f"{at}.sole_tenant_config.node_affinity": "nodeAffinities",
        f"{at}.taint": "taints",
        f"{at}.windows_node_config.osversion": "osVersion",
    }


_NETWORKED = {
    "datapath_provider": "datapathProvider",
    "default_snat_status": "defaultSnatStatus",
    "disable_l4_lb_firewall_reconciliation": "disableL4LbFirewallReconciliation",
    "dns_config": "dnsConfig",
    "enable_cilium_clusterwide_network_policy": "enableCiliumClusterwideNetworkPolicy",
    "enable_fqdn_network_policy": "enableFqdnNetworkPolicy",
    "enable_intranode_visibility": "enableIntraNodeVisibility",
    "enable_l4_ilb_subsetting": "enableL4ilbSubsetting",
    "enable_multi_networking": "enableMultiNetworking",
    "gateway_api_config": "gatewayApiConfig",
    "in_transit_encryption_config": "inTransitEncryptionConfig",
    "network": "network",
    "network_performance_config": "networkPerformanceConfig",
    "private_ipv6_google_access": "privateIpv6GoogleAccess",
    "service_external_ips_config": "serviceExternalIpsConfig",
    "subnetwork": "subnetwork",
}
_DEFAULTS = "cluster_autoscaling.auto_provisioning_defaults"
_PATHS = {
    **_of_nodes("node_config"),
    **{name: f"networkConfig.{path}" for name, path in _NETWORKED.items()},
    "addons_config.cloudrun_config": "cloudRunConfig",
    "cluster_autoscaling": "autoscaling",
    "cluster_autoscaling.auto_provisioning_defaults": "autoprovisioningNodePoolDefaults",
    "cluster_autoscaling.auto_provisioning_locations": "autoprovisioningLocations",
    "cluster_autoscaling.default_compute_class_enabled": "defaultComputeClassConfig.enabled",
    "cluster_autoscaling.enabled": "enableNodeAutoprovisioning",
    f"{_DEFAULTS}.disk_size": "diskSizeGb",
    "default_max_pods_per_node": "defaultMaxPodsConstraint.maxPodsPerNode",
    "enable_autopilot": "autopilot.enabled",
    "enable_legacy_abac": "legacyAbac.enabled",
    "enable_shielded_nodes": "shieldedNodes.enabled",
    "ip_allocation_policy.pod_cidr_overprovision_config.disabled": "disable",
    "logging_config.enable_components": "componentConfig.enableComponents",
    "maintenance_policy.daily_maintenance_window": "window.dailyMaintenanceWindow",
    "maintenance_policy.maintenance_exclusion": "window.maintenanceExclusions",
    "maintenance_policy.maintenance_exclusion.exclusion_options": "maintenanceExclusionOptions",
    "maintenance_policy.recurring_window": "window.recurringWindow",
    "maintenance_policy.recurring_window.end_time": "window.endTime",
    "maintenance_policy.recurring_window.start_time": "window.startTime",
    "master_version": "currentMasterVersion",
    "min_master_version": "initialClusterVersion",
    "monitoring_config.enable_components": "componentConfig.enableComponents",
    "monitoring_config.managed_prometheus": "managedPrometheusConfig",
    "node_locations": "locations",
    "node_pool": "",
    "node_pool_defaults.node_config_defaults.insecure_kubelet_readonly_port_enabled": (
        "nodeKubeletConfig.insecureKubeletReadonlyPortEnabled"
    ),
    "node_pool_defaults.node_config_defaults.logging_variant": "loggingConfig.variantConfig.variant",
    "node_version": "currentNodeVersion",
    "resource_usage_export_config.enable_resource_consumption_metering": "consumptionMeteringConfig.enabled",
}


def _cluster(fields: Object, content: Object) -> None:
    place = str(fields.get("location"))
    link = f"https://container.googleapis.com/v1/projects/{fields.get('project')}/locations/{place}/clusters"
    content |= {
        "id": digest("cluster", link, fields.get("name")),
        "location": place,
        "zone": place,
        "selfLink": f"{link}/{fields.get('name')}",
        "status": "RUNNING",
    }
    network = content.setdefault("networkConfig", {})
    for name in ("network", "subnetwork"):
        if network.get(name):
            content[name] = str(network[name]).rsplit("/", 1)[-1]
            network[name] = _path(str(network[name]), fields, name)
    private: Object = next(iter(fields.get("private_cluster_config") or ()), {})
    network["defaultEnablePrivateNodes"] = bool(private.get("enable_private_nodes"))
    # Always there: https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters
    endpoints = content.setdefault("controlPlaneEndpointsConfig", {}).setdefault("ipEndpointsConfig", {})
    endpoints.setdefault("enabled", True)
    endpoints["enablePublicEndpoint"] = endpoints["enabled"] and not private.get("enable_private_endpoint")
    for name in ("private_endpoint", "public_endpoint"):
        if private.get(name):
            endpoints[camel(name)] = private[name]
    policy = content.get("ipAllocationPolicy")
    if policy is not None:
        policy.setdefault("useIpAliases", True)
        policy.setdefault("stackType", "IPV4")


def _path(text: str, fields: Object, name: str) -> str:
    """Of a network: https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters"""
    project = str(fields.get("project"))
    if name == "network":
        return network_path(text, project)
    return subnetwork_path(text, project, region_of(str(fields.get("location"))))


def _cluster_fields(fields: Object, content: Object) -> None:
    _in_words(fields)
    for scaled in fields.get("cluster_autoscaling") or ():
        for pool in scaled.get("auto_provisioning_defaults") or ():
            # How a platform is unset: https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters
            if pool.get("min_cpu_platform") == "automatic":
                pool["min_cpu_platform"] = None
    nodes = (content.get("networkConfig") or {}).get("defaultEnablePrivateNodes")
    if nodes is not None:
        block: Object = next(iter(fields.get("private_cluster_config") or ()), {})
        fields["private_cluster_config"] = [{**block, "enable_private_nodes": nodes}]
    for name in ("network", "subnetwork"):
        # Sent beside the settings of the network, where answers have it, too.
        said = content.get(name)
        if isinstance(said, str) and said and ("/" in said or not fields.get(name)):
            fields[name] = said


def _in_words(value: Any) -> None:
    if isinstance(value, list):
        for each in value:
            _in_words(each)
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in WORDS and isinstance(inner, bool):
                value[name] = str(inner).upper()
            else:
                _in_words(inner)


def _pool(fields: Object, content: Object) -> None:
    cluster = str(fields.get("cluster")).rsplit("/", 1)[-1]
    place = f"projects/{fields.get('project')}/locations/{fields.get('location')}/clusters/{cluster}"
    content["selfLink"] = f"https://container.googleapis.com/v1/{place}/nodePools/{fields.get('name')}"
    content["status"] = "RUNNING"
    if fields.get("autoscaling"):
        content["autoscaling"]["enabled"] = True


def _pool_fields(fields: Object, content: Object) -> None:
    _in_words(fields)
    if not (content.get("autoscaling") or {}).get("enabled"):
        fields.pop("autoscaling", None)


CLUSTER_COLLECTION = Collection(
    CLUSTERS,
    CLUSTER,
    body="cluster",
    short=True,
    only=(),
    differs=Differences(
        _PATHS,
        keyed={"maintenance_policy.maintenance_exclusion": "exclusion_name"},
        to_api=_cluster,
        to_fields=_cluster_fields,
    ),
)
POOL_COLLECTION = Collection(
    POOLS,
    POOL,
    body="nodePool",
    short=True,
    only=("create", "get", "delete"),
    differs=Differences(
        {
            **_of_nodes("node_config"),
            "max_pods_per_node": "maxPodsConstraint.maxPodsPerNode",
            "network_config.pod_cidr_overprovision_config.disabled": "disable",
            "node_config": "config",
            "node_locations": "locations",
        },
        to_api=_pool,
        to_fields=_pool_fields,
    ),
)
