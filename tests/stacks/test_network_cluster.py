"""Network, cluster and machines: what is let out, what a GPU needs, and the orders that the cloud insists on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rehearsal_client import PROJECT, REGION, Client, RefusedError
from shortest_spec import Documents, problem, stacks

from landfast.gcp.machines import GPUS, gpu_zones

KEY_ROLE = "roles/cloudkms.cryptoKeyEncrypterDecrypter"


def firewall(documents: Documents) -> dict[str, dict[str, Any]]:
    rules = documents["network"]["google_compute_network_firewall_policy_with_rules"]["environment"]["rule"]
    assert len({rule["priority"] for rule in rules}) == len(rules)
    assert [rule["priority"] for rule in rules] == sorted(rule["priority"] for rule in rules)
    return {rule["rule_name"]: rule for rule in rules}


def test_nothing_leaves_but_to_google_and_there_is_no_way_out(tmp_path: Path) -> None:
    documents = stacks(tmp_path)
    rules = firewall(documents)
    allowed = {name for name, rule in rules.items() if (rule["direction"], rule["action"]) == ("EGRESS", "allow")}
    assert allowed == {"google-apis", "within"}
    last = rules["nothing-else"]
    assert (last["action"], last["match"]["dest_ip_ranges"], last["enable_logging"]) == ("deny", ["0.0.0.0/0"], True)
    network = documents["network"]
    assert [route["dest_range"] for route in network["google_compute_route"].values()] == ["199.36.153.4/30"]
    assert network["google_compute_network"]["environment"]["delete_default_routes_on_create"] is True
    assert "google_compute_router_nat" not in network
    assert "cluster" not in documents


def test_named_hosts_get_out_over_https(tmp_path: Path) -> None:
    documents = stacks(tmp_path, "network: {egress_hosts: [pypi.org, files.pythonhosted.org, pypi.org]}\n")
    rule = firewall(documents)["egress-hosts"]
    assert rule["match"]["dest_fqdns"] == ["files.pythonhosted.org", "pypi.org"]
    assert rule["match"]["layer4_config"] == [{"ip_protocol": "tcp", "ports": ["443"]}]
    assert {"google_compute_router", "google_compute_router_nat"} <= documents["network"].keys()


def test_many_hosts_are_in_several_rules(tmp_path: Path) -> None:
    hosts = ", ".join(f"h{number:03}.example" for number in range(100))
    rules = firewall(stacks(tmp_path, f"network: {{egress_hosts: [{hosts}]}}\n"))
    parts = [rules[name]["match"]["dest_fqdns"] for name in ("egress-hosts", "egress-hosts-2")]
    assert [len(part) for part in parts] == [99, 1]
    assert rules["egress-hosts"]["priority"] < rules["egress-hosts-2"]["priority"] < rules["nothing-else"]["priority"]


def test_mlflow_is_reached_by_an_address_of_the_network(tmp_path: Path) -> None:
    few, many = stacks(tmp_path / "few"), stacks(tmp_path / "many", "platform: {tracking: mlflow}\n")
    assert "google_compute_global_forwarding_rule" not in few["network"]
    assert "apis-endpoint" not in firewall(few)
    endpoint = many["network"]["google_compute_global_forwarding_rule"]["apis"]
    assert (endpoint["target"], endpoint["load_balancing_scheme"]) == ("vpc-sc", "")
    address = many["network"]["google_compute_global_address"]["apis"]["address"]
    assert many["network"]["google_dns_record_set"]["run-app-itself"]["rrdatas"] == [address]
    assert firewall(many)["apis-endpoint"]["match"]["dest_ip_ranges"] == [f"{address}/32"]


def test_jobs_of_vertex_ai_have_a_place_in_the_network(tmp_path: Path) -> None:
    found = stacks(tmp_path)
    attachment = found["network"]["google_compute_network_attachment"]["jobs"]
    assert attachment["subnetworks"] == ["${google_compute_subnetwork.environment.id}"]
    granted = found["foundation"]["google_project_iam_member"]
    roles = {granted[f"agent-aiplatform-{key}"]["role"] for key in ("network", "names")}
    assert roles == {"roles/compute.networkAdmin", "roles/dns.peer"}


def test_regional_secrets_have_an_address_in_the_network(tmp_path: Path) -> None:
    found = stacks(tmp_path)["network"]
    host = f"secretmanager.{REGION}.rep.googleapis.com"
    endpoint = found["google_network_connectivity_regional_endpoint"]["secretmanager"]
    assert (endpoint["target_google_api"], endpoint["access_type"]) == (host, "REGIONAL")
    record = found["google_dns_record_set"]["secretmanager-rep"]
    # Else `*.googleapis.com` would lead it to addresses that don't answer for it.
    assert (record["name"], record["type"]) == (f"{host}.", "A")
    assert record["rrdatas"] == ["${google_network_connectivity_regional_endpoint.secretmanager.address}"]
    assert record["managed_zone"] == "${google_dns_managed_zone.googleapis-com.name}"


def test_what_runs_decides_on_names_and_peering(tmp_path: Path) -> None:
    few = stacks(tmp_path / "few")["network"]
    many = stacks(tmp_path / "many", "platform: {orchestrators: [kubeflow, airflow], tracking: mlflow}\n")["network"]
    names = {zone["dns_name"] for zone in many["google_dns_managed_zone"].values()}
    assert names - {zone["dns_name"] for zone in few["google_dns_managed_zone"].values()} == {
        "composer.cloud.google.com.", "composer.googleusercontent.com.", "gke.goog.", "run.app.",
    }  # fmt: skip
    assert "google_service_networking_connection" not in few
    assert many["google_service_networking_connection"]["private-services"]["deletion_policy"] == "ABANDON"
    records = many["google_dns_record_set"]
    assert records["pkg-dev-itself"]["rrdatas"] == [f"199.36.153.{last}" for last in (4, 5, 6, 7)]
    assert records["pkg-dev-below"]["rrdatas"] == ["pkg.dev."]


@pytest.mark.parametrize(
    ("region", "gpu", "says"),
    [
        ("europe-west3", "a100", "europe-west3 offers t4, l4; a100 is in europe-west4; set platform.gpu to t4"),
        ("europe-west9", "t4", "europe-west9 offers no GPU; t4 is in europe-central2, europe-west1"),
    ],
)
def test_a_gpu_that_the_region_has_not_is_refused_with_those_that_are(region: str, gpu: str, says: str) -> None:
    found = problem(f"name: churn\nresidency: {{region: {region}}}\nplatform: {{gpu: {gpu}}}\n")
    assert "platform.gpu and residency.region disagree" in found
    assert says in found


def test_pools_with_gpus_are_empty_at_rest_and_where_the_gpus_are(tmp_path: Path) -> None:
    documents = stacks(tmp_path, "platform: {cluster: standard, gpu: a100}\n")
    pool = documents["cluster"]["google_container_node_pool"]["gpu"]
    assert pool["autoscaling"]["total_min_node_count"] == 0
    assert pool["node_locations"] == list(gpu_zones("a100", REGION)) == ["europe-west4-a", "europe-west4-b"]
    assert pool["node_config"]["machine_type"] == GPUS["a100"].machine
    template = documents["ml"]["google_compute_region_instance_template"]["training"]
    assert template["machine_type"] == GPUS["a100"].machine
    assert "guest_accelerator" not in template


@pytest.mark.parametrize("mode", ["autopilot", "standard"])
def test_clusters_have_no_address_and_keys_everywhere(tmp_path: Path, mode: str) -> None:
    documents = stacks(
        tmp_path, f"platform: {{cluster: {mode}}}\nenvironments: {{dev: {{}}, prod: {{approval: true}}}}\n"
    )
    cluster = documents["cluster"]["google_container_cluster"]["environment"]
    assert cluster["control_plane_endpoints_config"]["ip_endpoints_config"] == {"enabled": False}
    assert cluster["private_cluster_config"]["enable_private_nodes"] is True
    assert cluster["database_encryption"]["key_name"].endswith("/secrets")
    disks = (
        cluster["cluster_autoscaling"]["auto_provisioning_defaults"] if mode == "autopilot" else cluster["node_config"]
    )
    assert disks["boot_disk_kms_key"].endswith("/derived")
    assert cluster["deletion_protection"] is False
    plan = documents["cluster"]["google_gke_backup_backup_plan"]["environment"]
    assert plan["retention_policy"]["backup_retain_days"] < 28
    assert plan["retention_policy"]["locked"] is False


def test_no_disk_without_its_agents_grant(client: Client) -> None:
    client.project("cloudkms", "compute", "container", "notebooks")
    key = client.key()
    template = {
        "name": "t", "region": REGION, "machine_type": "n2-standard-8", "network_interface": [{"network": "n"}],
        "disk": [{"source_image": "i", "disk_encryption_key": [{"kms_key_self_link": key}]}],
    }  # fmt: skip
    with pytest.raises(RefusedError, match=r"useToEncrypt' denied .*compute-system"):
        client.create("google_compute_region_instance_template", **template)
    network(client)
    with pytest.raises(RefusedError, match=r"useToEncrypt' denied .*container-engine-robot"):
        cluster(client, database_encryption=[{"state": "ENCRYPTED", "key_name": key}])
    disk = {"boot_disk_kms_key": key}
    with pytest.raises(RefusedError, match=r"useToEncrypt' denied .*compute-system"):
        cluster(client, cluster_autoscaling=[{"auto_provisioning_defaults": [disk]}], enable_autopilot=True)


def test_no_backup_without_its_agents_grant(client: Client) -> None:
    client.project("cloudkms", "compute", "container", "gkebackup")
    network(client)
    encryption = {"gcp_kms_encryption_key": client.key()}
    plan = {"name": "b", "location": REGION, "cluster": cluster(client)["id"]}
    with pytest.raises(RefusedError, match=r"useToEncrypt' denied .*gkebackup"):
        client.create("google_gke_backup_backup_plan", backup_config=[{"encryption_key": [encryption]}], **plan)


def test_pods_are_known_from_the_first_cluster_on(client: Client) -> None:
    client.project("compute", "container", "iam")
    account = client.create("google_service_account", account_id="kubeflow-account")
    member = f"serviceAccount:{PROJECT}.svc.id.goog[kubeflow/pipeline-runner]"
    grant = {"service_account_id": account["name"], "role": "roles/iam.workloadIdentityUser", "member": member}
    with pytest.raises(RefusedError, match=rf"Error 400: Identity Pool does not exist \({PROJECT}.svc.id.goog\)"):
        client.create("google_service_account_iam_member", **grant)
    network(client)
    cluster(client)
    assert client.create("google_service_account_iam_member", **grant)


def test_a_cluster_stands_in_a_network_and_keeps_it(client: Client) -> None:
    client.project("compute", "container")
    with pytest.raises(RefusedError, match="Error 404"):
        cluster(client)
    subnetwork = network(client)
    made = cluster(client)
    with pytest.raises(RefusedError, match="is already being used by"):
        client.destroy("google_compute_subnetwork", subnetwork)
    client.destroy("google_container_cluster", made)
    client.destroy("google_compute_subnetwork", subnetwork)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    made = Client(tmp_path)
    yield made
    made.store.close()


def network(client: Client) -> dict[str, Any]:
    made = client.create("google_compute_network", name="n", auto_create_subnetworks=False)
    return client.create(
        "google_compute_subnetwork", name="s", network=made["id"], region=REGION, ip_cidr_range="10.0.0.0/20"
    )


def cluster(client: Client, **values: Any) -> dict[str, Any]:
    place = {"network": f"projects/{PROJECT}/global/networks/n", "location": REGION, "deletion_protection": False}
    place["initial_node_count"] = 1
    subnetwork = f"projects/{PROJECT}/regions/{REGION}/subnetworks/s"
    return client.create("google_container_cluster", name="c", subnetwork=subnetwork, **place, **values)
