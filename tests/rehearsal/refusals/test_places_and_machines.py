"""Regions, zones and codes; machine types, GPUs, disks and images."""

from __future__ import annotations

from typing import Any

import pytest
from refusals import REGION, RING, SUBNETWORK, Case, check, standing
from rehearsal_client import Client

from landfast.gcp.machine_types import attachment_problem, is_machine_type

__all__ = ["standing"]

VM, BUCKET, POOL = "google_compute_instance", "google_storage_bucket", "google_container_node_pool"
T4, A100, L4 = "nvidia-tesla-t4", "nvidia-tesla-a100", "nvidia-l4"


def vm(machine: str = "e2-small", zone: str = f"{REGION}-a", **values: Any) -> dict[str, Any]:
    params = {"image": values.pop("image", "debian-cloud/debian-12"), "type": values.pop("disk", None)}
    disk = [{"initialize_params": [params]}]
    gpu = values.pop("gpu", None)
    if gpu:
        values["guest_accelerator"] = [{"type": gpu[0], "count": gpu[1]}]
        values.setdefault("scheduling", [{"on_host_maintenance": "TERMINATE"}])
    interface = [{"subnetwork": SUBNETWORK}]
    return {
        "name": "vm",
        "machine_type": machine,
        "zone": zone,
        "boot_disk": disk,
        "network_interface": interface,
    } | values


def bench(machine: str, zone: str = f"{REGION}-a") -> dict[str, Any]:
    return {"name": "bench", "location": zone, "gce_setup": [{"machine_type": machine}]}


def board(region: str) -> dict[str, Any]:
    return {"display_name": "board", "region": region}


AUTO = {"secret_id": "s"}
HELLO = "us-docker.pkg.dev/cloudrun/container/hello"


def daily(days: int) -> dict[str, Any]:
    plan = [{"daily_schedule": [{"days_in_cycle": days, "start_time": "04:00"}]}]
    return {"name": "nightly", "region": REGION, "snapshot_schedule_policy": [{"schedule": plan}]}


CASES = [
    Case("a local disk of E2", VM, vm(scratch_disk=[{"interface": "NVME"}]), says="local-ssd"),
    Case("a local disk", VM, vm("n2-standard-2", scratch_disk=[{"interface": "NVME"}]), ""),
    Case("three interfaces of two CPUs", VM, vm(network_interface=[{"subnetwork": SUBNETWORK}] * 3), says="is 2"),
    Case("an image for Arm", VM, vm(image="debian-cloud/debian-12-arm64"), says="architecture"),
    Case("an image for others on Arm", VM, vm("t2a-standard-1"), says="architecture"),
    Case("an image for Arm on Arm", VM, vm("t2a-standard-1", image="debian-cloud/debian-12-arm64"), ""),
    Case("a host by half a name", VM, vm(hostname="ward_7"), says="resource.hostname"),
    Case("a host by its name", VM, vm(hostname="ward.clinic.example"), ""),
    Case("asked more often than it answers", "google_compute_health_check",
         {"name": "h", "check_interval_sec": 5, "timeout_sec": 10, "tcp_health_check": [{"port": 80}]},
         says="no more than check_interval_sec"),
    Case("asked at no port", "google_compute_health_check",
         {"name": "h", "tcp_health_check": [{"port": 70000}]}, says="between 1 and 65535"),
    Case("of no health", "google_compute_backend_service",
         {"name": "b", "health_checks": ["projects/clinic-dev/global/healthChecks/ghost"]}, "404 NOT_FOUND",
         says="The resource 'projects/clinic-dev/global/healthChecks/ghost' was not found"),
    Case("Cloud Run in several regions", "google_cloud_run_v2_service",
         {"name": "app", "location": "eu", "template": [{"containers": [{"image": HELLO}]}]}, says="Location 'eu'"),
    Case("a disk of no type", "google_compute_disk",
         {"name": "d", "zone": f"{REGION}-a", "size": 10, "type": "pd-ultra"}, says="resource cannot be found"),
    Case("an image of no family", VM, vm(image="ubuntu-os-cloud/ubuntu-2404-ltss"), "404 NOT_FOUND"),
    Case("an image of a family", VM, vm(image="ubuntu-os-cloud/ubuntu-2404-lts-amd64"), ""),
    Case("an image of a day", VM, vm(image="debian-cloud/debian-12-bookworm-v20260810"), ""),
    Case("snapshots every other day", "google_compute_resource_policy", daily(2), says="between 1 and 1"),
    Case("snapshots every day", "google_compute_resource_policy", daily(1), ""),
    Case("a zone of no region", VM, vm(zone=f"{REGION}-z"), says="Unknown zone"),
    Case("a region for a zone", VM, vm(zone=REGION), says="Unknown zone"),
    Case("a zone of a region that there is not", VM, vm(zone="europe-west99-a")),
    Case("a zone for a region", "google_compute_address",
         {"name": "a", "region": f"{REGION}-a"}, says="Unknown region"),
    Case("a bucket nowhere", BUCKET, {"name": "clinic-b", "location": "europe-west99"}, says="location constraint"),
    Case("a bucket in a zone", BUCKET, {"name": "clinic-b", "location": f"{REGION}-a"}, says="made in a region"),
    Case("a bucket in no code", BUCKET, {"name": "clinic-b", "location": "EUROPE"}, says="location constraint"),
    Case("a bucket in a code", BUCKET, {"name": "clinic-b", "location": "EUR4"}, ""),
    Case("keys nowhere", "google_kms_key_ring", {"name": "r", "location": "europe-west-4"}, says="europe-west-4"),
    Case("keys in a code", "google_kms_key_ring", {"name": "r", "location": "eur4"}, ""),
    Case("a dataset nowhere", "google_bigquery_dataset",
         {"dataset_id": "d", "location": "eu-west-1"}, says="eu-west-1"),
    Case("a secret's copy nowhere", "google_secret_manager_secret",
         {**AUTO, "replication": [{"user_managed": [{"replicas": [{"location": "europe-west44"}]}]}]}),
    Case("Vertex where there is none", "google_vertex_ai_tensorboard",
         board("europe-west10"), says="unsupported region"),
    Case("Vertex where it is", "google_vertex_ai_tensorboard", board(REGION), ""),
    Case("nodes of another region", "google_container_cluster",
         {"name": "c", "location": REGION, "node_locations": ["europe-west1-b"], "initial_node_count": 1},
         says="no zone"),
    Case("a subnetwork of another region", VM, vm(zone="europe-west1-b"), says="not in the region of the zone"),
    Case("a machine that there is not", VM, vm("e2-gigantic"), says="Machine type with name 'e2-gigantic'"),
    Case("a size that there is not", VM, vm("n2-standard-6"), says="does not exist"),
    Case("a custom machine", VM, vm("n2-custom-4-8192"), ""),
    Case("a custom machine of odd CPUs", VM, vm("n2-custom-3-8192"), says="does not exist"),
    Case("a custom machine of odd memory", VM, vm("n2-custom-4-8000"), says="does not exist"),
    Case("a bench of no machine", "google_workbench_instance", bench("z9-standard-4"), says="does not exist"),
    Case("a GPU where there is none", VM,
         vm("n1-standard-4", "europe-north1-a", gpu=(A100, 1)), says="Accelerator type"),
    Case("a GPU that there is not", VM, vm("n1-standard-4", gpu=("nvidia-tesla-x1", 1)), says="nvidia-tesla-x1"),
    Case("a GPU at the wrong machine", VM, vm("e2-standard-4", gpu=(T4, 1)), says="not compatible"),
    Case("an L4 at N1", VM, vm("n1-standard-4", gpu=(L4, 1)), says="not compatible"),
    Case("three GPUs", VM, vm("n1-standard-8", gpu=(T4, 3)), says="1, 2, 4"),
    Case("too large for one GPU", VM, vm("n1-standard-64", gpu=(T4, 1)), says="more than the 48 vCPUs"),
    Case("a GPU that is to move", VM, vm("n1-standard-8", gpu=(T4, 1), scheduling=[]), says="live migration"),
    Case("a GPU", VM, vm("n1-standard-8", gpu=(T4, 1)), ""),
    Case("a machine with a GPU where there is none", VM, vm("a2-highgpu-1g", "europe-north1-a"), says="does not exist"),
    Case("a disk that the machine has not", VM, vm("n4-standard-4", disk="pd-ssd"), says="not compatible"),
    Case("a disk that it has", VM, vm("n4-standard-4", disk="hyperdisk-balanced"), ""),
    Case("an image that there is not", VM, vm(image="debian-cloud/debian-99"), "404 NOT_FOUND", says="debian-99"),
    Case("an image of one's own that there is not", VM, vm(image="projects/clinic-dev/global/images/own"),
         "404 NOT_FOUND", says="images/own"),
    Case("an image by its link", VM, vm(image="projects/debian-cloud/global/images/debian-12-bookworm-v20260609"), ""),
    Case("an image of somebody else", VM, vm(image="projects/vendor-images/global/images/appliance"), ""),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_google_answers(standing: Client, case: Case) -> None:
    check(standing, case)


def test_a_key_is_where_its_ring_is(standing: Client) -> None:
    standing.create("google_kms_key_ring", name="keys", location="us-central1")
    ring = RING.replace(REGION, "us-central1")
    key = standing.create("google_kms_crypto_key", name="content", key_ring=ring)["id"]
    values = {"name": "clinic-k", "location": REGION, "encryption": [{"default_kms_key_name": key}]}
    check(standing, Case("", BUCKET, values, says="in location 'us-central1' cannot be used"))


def test_machine_types() -> None:
    assert all(map(is_machine_type, ("e2-medium", "c3-standard-8-lssd", "custom-2-4096", "e2-custom-small-2048")))
    assert not any(map(is_machine_type, ("e2-standard-64", "m5.large", "n2-custom-300-1024", "custom-2-4000")))
    assert attachment_problem("n1-standard-8", T4, 1) is None
    assert attachment_problem("a2-highgpu-1g", A100, 1) is None
