"""A pool of nodes in a Standard cluster; one with GPUs has no node while nobody asks for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cdktn_provider_google.container_node_pool import (
    ContainerNodePool,
    ContainerNodePoolAutoscaling,
    ContainerNodePoolManagement,
    ContainerNodePoolNetworkConfig,
    ContainerNodePoolNodeConfig,
    ContainerNodePoolNodeConfigGuestAccelerator,
)

from landfast.gcp.machines import GPUS, GpuName, gpu_zones
from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.cluster.gke import NO_READONLY_PORT, SCOPES, SECURE_BOOT, Cluster
from landfast.modules.context import Context
from landfast.modules.project.service_account import Account

CPU_MACHINE = "e2-standard-4"
DISK_GB = 100


@dataclass(frozen=True, slots=True)
class _Size:
    machine: str
    least: int
    most: int


def cpu_pool(scope: Construct, context: Context, cluster: Cluster, account: Account) -> Made:
    """The pool for everything that needs no GPU: GKE's own pods need one node, or one in each zone if protected."""
    size = _Size(CPU_MACHINE, least=3 if context.protected else 1, most=12 if context.protected else 6)
    return _pool(scope, context, "cpu", cluster, size, _node_config(context, account, CPU_MACHINE))


def gpu_pool(scope: Construct, context: Context, cluster: Cluster, account: Account, gpu: GpuName) -> Made:
    """The pool with GPUs, in the zones of the region that have them."""
    known = GPUS[gpu]
    accelerator = ContainerNodePoolNodeConfigGuestAccelerator(
        type=known.accelerator, count=1, gpu_driver_installation_config={"gpu_driver_version": "DEFAULT"}
    )
    config = _node_config(context, account, known.machine, guest_accelerator=[accelerator])
    zones = list(gpu_zones(gpu, context.region))
    return _pool(scope, context, "gpu", cluster, _Size(known.machine, least=0, most=4), config, node_locations=zones)


def _pool(
    scope: Construct, context: Context, name: str, cluster: Cluster, size: _Size, config: Any, **places: Any
) -> Made:
    made: Made = resource(
        ContainerNodePool,
        scope,
        name,
        # The number of nodes at the start counts in each zone, and is the autoscaler's business from then on.
        ignore_changes=("initial_node_count",),
        name=name,
        project=context.project,
        location=context.region,
        cluster=cluster.name,
        initial_node_count=min(size.least, 1),
        autoscaling=ContainerNodePoolAutoscaling(
            total_min_node_count=size.least, total_max_node_count=size.most, location_policy="ANY"
        ),
        management=ContainerNodePoolManagement(auto_repair=True, auto_upgrade=True),
        network_config=ContainerNodePoolNetworkConfig(enable_private_nodes=True),
        node_config=config,
        **places,
    )
    return made


def _node_config(context: Context, account: Account, machine: str, **more: Any) -> Any:
    return ContainerNodePoolNodeConfig(
        machine_type=machine,
        disk_type="pd-balanced",
        disk_size_gb=DISK_GB,
        image_type="COS_CONTAINERD",
        boot_disk_kms_key=context.key_id("derived"),
        service_account=account.email,
        oauth_scopes=SCOPES,
        shielded_instance_config=SECURE_BOOT,
        # Pods see the account of their namespace, never that of the node.
        workload_metadata_config={"mode": "GKE_METADATA"},
        kubelet_config=NO_READONLY_PORT,
        resource_labels=context.labels,
        **more,
    )
