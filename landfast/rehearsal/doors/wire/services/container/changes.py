"""What is changed of a cluster and of a pool: each change has a message of its own, and says what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.documents import ApiDocument
from landfast.rehearsal.doors.wire.problems import NotAnswered

# `desiredX` of an update -> where it stands in a cluster; others stand at `x`.
DESIRED: Mapping[str, str] = {
    "desiredClusterAutoscaling": "autoscaling",
    "desiredDatapathProvider": "networkConfig.datapathProvider",
    "desiredDefaultEnablePrivateNodes": "networkConfig.defaultEnablePrivateNodes",
    "desiredDefaultSnatStatus": "networkConfig.defaultSnatStatus",
    "desiredDisableL4LbFirewallReconciliation": "networkConfig.disableL4LbFirewallReconciliation",
    "desiredDnsConfig": "networkConfig.dnsConfig",
    "desiredEnableCiliumClusterwideNetworkPolicy": "networkConfig.enableCiliumClusterwideNetworkPolicy",
    "desiredEnableFqdnNetworkPolicy": "networkConfig.enableFqdnNetworkPolicy",
    "desiredEnableMultiNetworking": "networkConfig.enableMultiNetworking",
    "desiredEnablePrivateEndpoint": "privateClusterConfig.enablePrivateEndpoint",
    "desiredGatewayApiConfig": "networkConfig.gatewayApiConfig",
    "desiredInTransitEncryptionConfig": "networkConfig.inTransitEncryptionConfig",
    "desiredIntraNodeVisibilityConfig.enabled": "networkConfig.enableIntraNodeVisibility",
    "desiredL4ilbSubsettingConfig.enabled": "networkConfig.enableL4ilbSubsetting",
    "desiredMasterVersion": "currentMasterVersion",
    "desiredNetworkPerformanceConfig": "networkConfig.networkPerformanceConfig",
    "desiredNodeKubeletConfig": "nodePoolDefaults.nodeConfigDefaults.nodeKubeletConfig",
    "desiredNodePoolAutoConfigKubeletConfig": "nodePoolAutoConfig.nodeKubeletConfig",
    "desiredNodePoolAutoConfigNetworkTags": "nodePoolAutoConfig.networkTags",
    "desiredNodePoolAutoConfigResourceManagerTags": "nodePoolAutoConfig.resourceManagerTags",
    "desiredNodePoolLoggingConfig": "nodePoolDefaults.nodeConfigDefaults.loggingConfig",
    "desiredPrivateIpv6GoogleAccess": "networkConfig.privateIpv6GoogleAccess",
    "desiredServiceExternalIpsConfig": "networkConfig.serviceExternalIpsConfig",
}
# Of an update that names a pool: https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/ClusterUpdate
POOL_ID = "desiredNodePoolId"
DESIRED_OF_POOL: Mapping[str, str] = {
    "desiredImageType": "config.imageType",
    "desiredNodePoolAutoscaling": "autoscaling",
    "desiredNodeVersion": "version",
}
# Custom verbs of a cluster: property of the message -> where it stands.
SET: Mapping[str, Mapping[str, str]] = {
    "setAddons": {"addonsConfig": "addonsConfig"},
    "setLegacyAbac": {"enabled": "legacyAbac.enabled"},
    "setLocations": {"locations": "locations"},
    "setLogging": {"loggingService": "loggingService"},
    "setMaintenancePolicy": {"maintenancePolicy": "maintenancePolicy"},
    "setMonitoring": {"monitoringService": "monitoringService"},
    "setNetworkPolicy": {"networkPolicy": "networkPolicy"},
    "setResourceLabels": {"resourceLabels": "resourceLabels"},
    "updateMaster": {"masterVersion": "currentMasterVersion"},
}
SET_OF_POOL: Mapping[str, Mapping[str, str]] = {
    "setAutoscaling": {"autoscaling": "autoscaling"},
    "setManagement": {"management": "management"},
    "update": {
        **{
            name: f"config.{name}"
            for name in (
                "accelerators", "confidentialNodes", "containerdConfig", "diskSizeGb", "diskType", "fastSocket",
                "flexStart", "gcfsConfig", "gvnic", "imageType", "kubeletConfig", "linuxNodeConfig", "loggingConfig",
                "machineType", "maxRunDuration", "resourceManagerTags", "storagePools", "windowsNodeConfig",
                "workloadMetadataConfig",
            )
        },
        "labels.labels": "config.labels",
        "locations": "locations",
        "nodeDrainConfig": "nodeDrainConfig",
        "nodeNetworkConfig": "networkConfig",
        "nodeVersion": "version",
        "queuedProvisioning": "queuedProvisioning",
        "resourceLabels.labels": "config.resourceLabels",
        "tags.tags": "config.tags",
        "taints.taints": "config.taints",
        "upgradeSettings": "upgradeSettings",
    },
}  # fmt: skip
# Which one a message is about, as the older form of it says; and what only helps to find that it has changed.
NAMING = ("clusterId", "name", "projectId", "zone", "nodePoolId", "labelFingerprint", "etag")


def desired(known: ApiDocument, update: Object, method: str) -> Object:
    """Path -> value, of an update of a cluster. Raises: NotAnswered for what has no place in one."""
    found: Object = {}
    properties = known.schema("Cluster")["properties"]
    for name, value in update.items():
        if name in NAMING:
            continue
        nested = next((each for each in DESIRED if each.startswith(f"{name}.")), None)
        if nested is not None:
            found[DESIRED[nested]] = bool((value or {}).get("enabled"))
            continue
        plain = name.removeprefix("desired")
        path = DESIRED.get(name) or plain[:1].lower() + plain[1:]
        if path.partition(".")[0] not in properties:
            raise NotAnswered(f"{method} with {name}")
        found[path] = value
    return found


def desired_of_pool(update: Object, method: str) -> Object:
    """Path -> value, of an update that names a pool. Raises: NotAnswered for what has no place in one."""
    said = {name: value for name, value in update.items() if name not in (*NAMING, POOL_ID)}
    for name in said:
        if name not in DESIRED_OF_POOL:
            raise NotAnswered(f"{method} with {POOL_ID} and {name}")
    return {DESIRED_OF_POOL[name]: value for name, value in said.items()}


def told(message: Object, places: Mapping[str, str], method: str) -> Object:
    """Path -> value, of a message whose properties stand at these places."""
    found: Object = {}
    for name, value in message.items():
        if name in NAMING:
            continue
        inner = next((each for each in places if each.partition(".")[0] == name), None)
        if inner is None:
            raise NotAnswered(f"{method} with {name}")
        found[places[inner]] = (value or {}).get(inner.partition(".")[2]) if "." in inner else value
    return found


def put(content: Object, path: str, value: Any) -> None:
    *above, last = path.split(".")
    for name in above:
        inner = content.get(name)
        content[name] = dict(inner) if isinstance(inner, dict) else {}
        content = content[name]
    content[last] = value
