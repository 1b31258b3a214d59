"""Clusters of Kubernetes Engine and pools of nodes."""

from __future__ import annotations

from typing import Any

import pytest
from refusals import ACCOUNT, NETWORK, PROJECT, REGION, SUBNETWORK, Case, check, standing
from rehearsal_client import Client

__all__ = ["standing"]

CLUSTER, POOL = "google_container_cluster", "google_container_node_pool"


def cluster(pods: str = "pods", services: str = "services", **values: Any) -> dict[str, Any]:
    names = {"cluster_secondary_range_name": pods, "services_secondary_range_name": services}
    own = {"name": "ward", "location": REGION, "network": NETWORK, "subnetwork": SUBNETWORK, "initial_node_count": 1}
    return own | {"ip_allocation_policy": [names], "deletion_protection": False} | values


def made(pods: str, services: str) -> dict[str, Any]:
    return cluster(ip_allocation_policy=[{"cluster_ipv4_cidr_block": pods, "services_ipv4_cidr_block": services}])


def private(cidr: str) -> dict[str, Any]:
    return cluster(private_cluster_config=[{"enable_private_nodes": True, "master_ipv4_cidr_block": cidr}])


def pool(**values: Any) -> dict[str, Any]:
    return {"name": "more", "cluster": "ward", "location": REGION, **values}


def scaled(**values: Any) -> dict[str, Any]:
    return pool(autoscaling=[values])


NOBODY = f"nobody-here@{PROJECT}.iam.gserviceaccount.com"
CASES = [
    Case("pods in a range of the subnetwork", CLUSTER, made("10.0.0.0/16", "10.200.0.0/22"), says="conflicts with"),
    Case("pods in no range", CLUSTER, made("10.100.0.0/33", "10.200.0.0/22"), says="neither a CIDR range"),
    Case("pods in a range of a size", CLUSTER, made("/16", "/22"), ""),
    Case("pods in a new range", CLUSTER, made("10.100.0.0/16", "10.200.0.0/22"), ""),
    Case("Calico on Dataplane V2", CLUSTER,
         cluster(datapath_provider="ADVANCED_DATAPATH", network_policy=[{"enabled": True}]), says="Dataplane V2"),
    Case("spot, and preemptible", CLUSTER,
         cluster(node_config=[{"spot": True, "preemptible": True}]), says="At most one of spot"),
    Case("Autopilot in a zone", CLUSTER,
         cluster(enable_autopilot=True, initial_node_count=None, location=f"{REGION}-a"), says="must be regional"),
    Case("nodes of no account", CLUSTER, cluster(node_config=[{"service_account": NOBODY}]),
         says=f'Service account "{NOBODY}" does not exist'),
    Case("nodes of an account", CLUSTER, cluster(node_config=[{"service_account": ACCOUNT}]), ""),
    Case("nodes of no image", CLUSTER, cluster(node_config=[{"image_type": "WINDOWS_95"}]), says="COS_CONTAINERD"),
    Case("nodes of an image", CLUSTER, cluster(node_config=[{"image_type": "cos_containerd"}]), ""),
    Case("a cluster", CLUSTER, cluster(), ""),
    Case("an Autopilot cluster", CLUSTER, cluster(enable_autopilot=True, initial_node_count=None), ""),
    Case("pods in a small range", CLUSTER, cluster("tiny"), says="too small"),
    Case("few pods in a small range", CLUSTER,
         cluster("tiny", location=f"{REGION}-a", default_max_pods_per_node=8), ""),
    Case("too many nodes for the range", CLUSTER, cluster(initial_node_count=200), says="600 nodes"),
    Case("services in a small range", CLUSTER, cluster("pods", "tiny"), says="Services range"),
    Case("a range that there is not", CLUSTER, cluster("none"), says="'none' does not exist"),
    Case("one range for both", CLUSTER, cluster("pods", "pods"), says="can't share"),
    Case("another region than its subnetwork", CLUSTER, cluster(location="europe-west1"), says="region of the cluster"),
    Case("a subnetwork that there is not", CLUSTER, cluster(subnetwork="none"), "404 NOT_FOUND", says="none"),
    Case("a network that there is not", CLUSTER, cluster(network="none"), "404 NOT_FOUND", says="none"),
    Case("a control plane on a subnetwork", CLUSTER, private("10.0.4.0/28"), says="conflicts with"),
    Case("a control plane of /24", CLUSTER, private("172.16.0.0/24"), "validate"),
    Case("a control plane", CLUSTER, private("172.16.0.0/28"), ""),
    Case("a version of old", CLUSTER, cluster(min_master_version="1.19"), says="unsupported"),
    Case("a version to come", CLUSTER, cluster(min_master_version="9.99.1-gke.1"), says="unsupported"),
    Case("no version", CLUSTER, cluster(min_master_version="newest"), says="unsupported"),
    Case("a version", CLUSTER, cluster(min_master_version="1.35"), ""),
    Case("no node", CLUSTER, cluster(initial_node_count=None), says="greater than zero"),
    Case("a pool of identities of another", CLUSTER,
         cluster(workload_identity_config=[{"workload_pool": "other.svc.id.goog"}]), says="must be 'clinic-dev.svc"),
    Case("nodes of no machine", CLUSTER,
         cluster(node_config=[{"machine_type": "e3-standard-4"}]), says="e3-standard-4"),
    Case("many pods of a node", CLUSTER, cluster(default_max_pods_per_node=512), says="between 8 and 256"),
    Case("pods in a range of one's own", CLUSTER,
         cluster(ip_allocation_policy=[{"cluster_ipv4_cidr_block": "10.90.0.0/26"}]), says="too small"),
]  # fmt: skip
POOLS = [
    Case("a pool", POOL, pool(node_count=1), ""),
    Case("a pool of no cluster", POOL, pool(cluster="none", node_count=1), "404 NOT_FOUND", says="none"),
    Case("fewer than at least", POOL, scaled(min_node_count=5, max_node_count=2), says="larger than the maximum"),
    Case("newer than its cluster", POOL, pool(version="1.36"), says="newer than"),
    Case("spot and preemptible", POOL, pool(node_config=[{"spot": True, "preemptible": True}]), says="both spot"),
    Case("an upgrade that can't", POOL,
         pool(upgrade_settings=[{"max_surge": 0, "max_unavailable": 0}]), says="both be 0"),
    Case("a GPU at the wrong machine", POOL,
         pool(node_config=[{"machine_type": "e2-standard-4",
                            "guest_accelerator": [{"type": "nvidia-tesla-t4", "count": 1}]}]), says="not compatible"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_google_answers(standing: Client, case: Case) -> None:
    check(standing, case)


@pytest.mark.parametrize("case", POOLS, ids=str)
def test_pools_of_a_cluster(standing: Client, case: Case) -> None:
    standing.create(CLUSTER, **cluster())
    check(standing, case)


def test_none_but_its_own_in_autopilot(standing: Client) -> None:
    standing.create(CLUSTER, **cluster(enable_autopilot=True, initial_node_count=None))
    check(standing, Case("", POOL, pool(node_count=1), says="Autopilot"))


def test_its_pools_go_with_it(standing: Client) -> None:
    made = standing.create(CLUSTER, **cluster())
    other = standing.create(CLUSTER, **cluster(name="ward2", location=f"{REGION}-a", initial_node_count=1))
    own, kept = (standing.create(POOL, **pool(cluster=one["name"], location=one["location"])) for one in (made, other))
    standing.destroy(CLUSTER, made)
    assert standing.read(POOL, own) is None
    assert standing.read(POOL, kept) is not None
