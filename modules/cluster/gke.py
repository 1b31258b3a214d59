"""The GKE cluster: private, regional, keyed; its control plane has a name that IAM guards, and no address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from cdktn_provider_google.container_cluster import (
    ContainerCluster,
    ContainerClusterAddonsConfig,
    ContainerClusterAnonymousAuthenticationConfig,
    ContainerClusterBinaryAuthorization,
    ContainerClusterClusterAutoscaling,
    ContainerClusterControlPlaneEndpointsConfig,
    ContainerClusterDatabaseEncryption,
    ContainerClusterIpAllocationPolicy,
    ContainerClusterLoggingConfig,
    ContainerClusterMaintenancePolicy,
    ContainerClusterMasterAuthorizedNetworksConfig,
    ContainerClusterMonitoringConfig,
    ContainerClusterNodeConfig,
    ContainerClusterNodePoolAutoConfig,
    ContainerClusterNodePoolDefaults,
    ContainerClusterPrivateClusterConfig,
    ContainerClusterRbacBindingConfig,
    ContainerClusterReleaseChannel,
    ContainerClusterSecurityPostureConfig,
    ContainerClusterWorkloadIdentityConfig,
)

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context
from landfast.modules.project.service_account import Account

Mode = Literal["autopilot", "standard"]

# What nodes may ask of Google's APIs is decided by the roles of their account, not by scopes.
SCOPES = ["https://www.googleapis.com/auth/cloud-platform"]
SECURE_BOOT = {"enable_secure_boot": True, "enable_integrity_monitoring": True}
NO_READONLY_PORT = {"insecure_kubelet_readonly_port_enabled": "FALSE"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster: `id` is its full name."""

    id: str
    name: str
    made: Made


def cluster(scope: Construct, context: Context, mode: Mode, account: Account) -> Cluster:
    """The cluster, whose nodes run as `account`."""
    made = resource(
        ContainerCluster,
        scope,
        "environment",
        # The first pool of a Standard cluster is deleted at once: what was read of it afterwards is of other pools.
        ignore_changes=("node_config",) if mode == "standard" else (),
        name=context.names.cluster,
        project=context.project,
        location=context.region,
        network=context.names.network_id,
        subnetwork=context.names.subnetwork_id(context.region),
        ip_allocation_policy=ContainerClusterIpAllocationPolicy(
            cluster_secondary_range_name=context.names.pod_range,
            services_secondary_range_name=context.names.service_range,
        ),
        **_access(context),
        **_guards(context),
        **_running(context),
        **(_autopilot(context, account) if mode == "autopilot" else _standard(context, account)),
        resource_labels=context.labels,
        deletion_protection=context.protected,
        deletion_policy=context.deletion_policy,
    )
    return Cluster(made.id, made.name, made)


def _access(context: Context) -> dict[str, Any]:
    if context.universe.lacks("control plane by name"):
        # Its address can't be taken away: nobody but the nodes reaches it there.
        return {
            "private_cluster_config": ContainerClusterPrivateClusterConfig(enable_private_nodes=True),
            "master_authorized_networks_config": ContainerClusterMasterAuthorizedNetworksConfig(
                gcp_public_cidrs_access_enabled=False
            ),
        }
    return {
        "private_cluster_config": ContainerClusterPrivateClusterConfig(enable_private_nodes=True),
        # The name of the control plane leads to Google's front end, where IAM (container.clusters.connect) and the
        # perimeter decide; by address nobody reaches it.
        "control_plane_endpoints_config": ContainerClusterControlPlaneEndpointsConfig(
            dns_endpoint_config={"allow_external_traffic": True}, ip_endpoints_config={"enabled": False}
        ),
    }


def _guards(context: Context) -> dict[str, Any]:
    lacks = context.universe.lacks
    guards = {
        "database_encryption": None
        if lacks("encrypted Kubernetes secrets")
        else ContainerClusterDatabaseEncryption(state="ENCRYPTED", key_name=context.key_id("secrets")),
        "binary_authorization": None
        if lacks("binaryauthorization")
        else ContainerClusterBinaryAuthorization(evaluation_mode="PROJECT_SINGLETON_POLICY_ENFORCE"),
        # Nobody who isn't known does anything: no grants to whole groups of strangers, health checks excepted.
        "anonymous_authentication_config": ContainerClusterAnonymousAuthenticationConfig(mode="LIMITED"),
        "rbac_binding_config": ContainerClusterRbacBindingConfig(
            enable_insecure_binding_system_authenticated=False,
            enable_insecure_binding_system_unauthenticated=False,
        ),
        "security_posture_config": None
        if lacks("security posture")
        else ContainerClusterSecurityPostureConfig(mode="BASIC"),
        "workload_identity_config": ContainerClusterWorkloadIdentityConfig(workload_pool=context.names.workload_pool),
    }
    return {name: block for name, block in guards.items() if block is not None}


def _running(context: Context) -> dict[str, Any]:
    return {
        "release_channel": ContainerClusterReleaseChannel(channel="STABLE" if context.protected else "REGULAR"),
        "maintenance_policy": ContainerClusterMaintenancePolicy(daily_maintenance_window={"start_time": "01:00"}),
        **_backup(context),
        "logging_config": ContainerClusterLoggingConfig(enable_components=["SYSTEM_COMPONENTS", "WORKLOADS"]),
        "monitoring_config": ContainerClusterMonitoringConfig(
            enable_components=["SYSTEM_COMPONENTS"], managed_prometheus={"enabled": True}
        ),
    }


def _backup(context: Context) -> dict[str, Any]:
    if context.universe.lacks("gkebackup"):
        return {}
    return {"addons_config": ContainerClusterAddonsConfig(gke_backup_agent_config={"enabled": True})}


def _autopilot(context: Context, account: Account) -> dict[str, Any]:
    # Autopilot has Dataplane V2, shielded nodes and workload identity always.
    return {
        "enable_autopilot": True,
        "cluster_autoscaling": ContainerClusterClusterAutoscaling(
            auto_provisioning_defaults={
                "service_account": account.email,
                "oauth_scopes": SCOPES,
                "boot_disk_kms_key": context.key_id("derived"),
            }
        ),
        "node_pool_auto_config": ContainerClusterNodePoolAutoConfig(node_kubelet_config=NO_READONLY_PORT),
    }


def _standard(context: Context, account: Account) -> dict[str, Any]:
    return {
        "datapath_provider": "ADVANCED_DATAPATH",
        "enable_shielded_nodes": True,
        "enable_intranode_visibility": True,
        # GKE makes no cluster without a pool; this one is gone before the cluster is ready.
        "remove_default_node_pool": True,
        "initial_node_count": 1,
        "node_config": ContainerClusterNodeConfig(
            service_account=account.email,
            oauth_scopes=SCOPES,
            boot_disk_kms_key=context.key_id("derived"),
            shielded_instance_config=SECURE_BOOT,
            workload_metadata_config={"mode": "GKE_METADATA"},
        ),
        "node_pool_defaults": ContainerClusterNodePoolDefaults(node_config_defaults=NO_READONLY_PORT),
    }
