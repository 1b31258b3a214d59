"""What Google answers of its own accord: forms and values, by type and attribute, each with its source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from refusals import NETWORK, PROJECT, REGION, RING, SUBNETWORK, standing
from rehearsal_client import Client

from landfast.gcp.regions import catalogue
from landfast.gcp.run_hosts import region_code, region_of_host
from landfast.policies.facts.hosts import endpoint
from landfast.policies.model import Area

__all__ = ["standing"]

WIRE = "hashicorp/google of 2026-08-21 against Google's discovery documents, November 2026"
RUN_DOCS = "https://cloud.google.com/run/docs/triggering/https-request"
SQL_DOCS = "https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1beta4/instances"
DNS_DOCS = "https://cloud.google.com/dns/docs/reference/rest/v1/managedZones"
LOGGING_DOCS = "https://cloud.google.com/logging/docs/routing/managed-encryption"
NUMBER = r"\d{12}"


@dataclass(frozen=True)
class GoogleAnswer:
    """The value at `path` (`block.0.name`) is a match of `form`, by `source`."""

    type: str
    path: str
    form: str
    source: str
    values: dict[str, Any] = field(default_factory=dict)


HELLO = {"name": "app", "location": REGION, "deletion_protection": False,
         "template": [{"containers": [{"image": "us-docker.pkg.dev/cloudrun/container/hello"}]}]}  # fmt: skip
OPEN = {"name": "open", "region": REGION, "database_version": "POSTGRES_16", "deletion_protection": False,
        "settings": [{"tier": "db-f1-micro"}]}  # fmt: skip
TEMPLATE = {"name": "t", "machine_type": "e2-small", "region": REGION,
            "disk": [{"source_image": "debian-cloud/debian-12"}],
            "network_interface": [{"subnetwork": SUBNETWORK}]}  # fmt: skip
POLICY = {"name": "egress", "rule": [{"priority": 5, "action": "deny", "direction": "EGRESS", "match": [
    {"dest_ip_ranges": ["0.0.0.0/0"], "layer4_config": [{"ip_protocol": "all"}]}]}]}  # fmt: skip
PRIVATE = {"name": "second", "dns_name": "ward.internal.", "visibility": "private",
           "private_visibility_config": [{"networks": [{"network_url": NETWORK}]}]}  # fmt: skip
PUBLIC = {"name": "public", "dns_name": "clinic.example."}
DELETE = {"name": "clinic-old", "location": REGION,
          "lifecycle_rule": [{"action": [{"type": "Delete"}], "condition": [{"age": 1}]}]}  # fmt: skip
LOGS = {"project": PROJECT, "location": REGION, "bucket_id": "own"}
COMPUTE = "https://www.googleapis.com/compute/v1/projects/clinic-dev"
RUN, SQL, ZONE = "google_cloud_run_v2_service", "google_sql_database_instance", "google_dns_managed_zone"
ANSWERS = [
    GoogleAnswer(RUN, "uri", r"https://app-[a-z0-9]{10}-ez\.a\.run\.app", RUN_DOCS, HELLO),
    GoogleAnswer(RUN, "urls.0", rf"https://app-{NUMBER}\.europe-west4\.run\.app", RUN_DOCS, HELLO),
    GoogleAnswer(RUN, "traffic.0.percent", "100", WIRE, HELLO),
    GoogleAnswer(RUN, "terminal_condition.0.state", "CONDITION_SUCCEEDED", WIRE, HELLO),
    GoogleAnswer(SQL, "private_ip_address", "", SQL_DOCS, OPEN),
    GoogleAnswer(SQL, "public_ip_address", r"203\.0\.113\.\d+", SQL_DOCS, OPEN),
    GoogleAnswer(SQL, "ip_address.0.type", "PRIMARY", SQL_DOCS, OPEN),
    GoogleAnswer(SQL, "server_ca_cert.0.sha1_fingerprint", "[0-9a-f]{40}", SQL_DOCS, OPEN),
    GoogleAnswer("google_compute_region_instance_template", "self_link",
           f"{COMPUTE}/regions/{REGION}/instanceTemplates/t", WIRE, TEMPLATE),
    GoogleAnswer("google_compute_region_instance_template", "disk.0.mode", "READ_WRITE", WIRE, TEMPLATE),
    GoogleAnswer("google_compute_network_firewall_policy_with_rules", "self_link",
           f"{COMPUTE}/global/firewallPolicies/egress", WIRE, POLICY),
    GoogleAnswer("google_compute_network_firewall_policy_with_rules", "self_link_with_id",
           rf"{COMPUTE}/global/firewallPolicies/\d{{19}}", WIRE, POLICY),
    GoogleAnswer("google_compute_network_firewall_policy_with_rules", "predefined_rules.3.priority", "2147483647",
           "https://cloud.google.com/firewall/docs/firewall-policies-rule-details#predefined", POLICY),
    GoogleAnswer("google_service_networking_connection", "peering", "servicenetworking-googleapis-com", WIRE,
           {"network": NETWORK, "service": "servicenetworking.googleapis.com", "reserved_peering_ranges": []}),
    GoogleAnswer(ZONE, "name_servers.0", r"ns-gcp-private\.googledomains\.com\.", DNS_DOCS, PRIVATE),
    GoogleAnswer(ZONE, "name_servers.3", r"ns-cloud-[a-e]4\.googledomains\.com\.", DNS_DOCS, PUBLIC),
    GoogleAnswer(ZONE, "managed_zone_id", r"\d{19}", DNS_DOCS, PUBLIC),
    GoogleAnswer("google_storage_bucket", "lifecycle_rule.0.condition.0.with_state", "ANY", WIRE, DELETE),
    GoogleAnswer("google_artifact_registry_repository", "name", "images", WIRE,
           {"repository_id": "images", "location": REGION, "format": "DOCKER"}),
    GoogleAnswer("google_logging_project_bucket_config", "cmek_settings.0.service_account_id",
           rf"cmek-p{NUMBER}@gcp-sa-logging\.iam\.gserviceaccount\.com", LOGGING_DOCS, LOGS),
    GoogleAnswer("google_logging_folder_settings", "logging_service_account_id",
           r"service-folder-7@gcp-sa-logging\.iam\.gserviceaccount\.com", LOGGING_DOCS, {"folder": "7"}),
    GoogleAnswer("google_compute_subnetwork", "state", "READY", WIRE,
           {"name": "more", "network": NETWORK, "ip_cidr_range": "10.80.0.0/24"}),
    GoogleAnswer("google_cloudbuild_worker_pool", "state", "RUNNING", WIRE, {"name": "pool", "location": REGION}),
    GoogleAnswer("google_secret_manager_secret", "name", rf"projects/{NUMBER}/secrets/s",
           "https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets", {
               "secret_id": "s", "replication": [{"auto": [{}]}]}),
    GoogleAnswer("google_vertex_ai_tensorboard", "name", rf"projects/{NUMBER}/locations/{REGION}/tensorboards/\d+",
           WIRE, {"display_name": "board", "region": REGION}),
    GoogleAnswer("google_workload_identity_service_agent", "service_agents.0.principal",
           rf"serviceAccount:service-{NUMBER}@gcp-sa-aiplatform\.iam\.gserviceaccount\.com", WIRE,
           {"parent": f"projects/{PROJECT}/locations/global/serviceProducers/aiplatform.googleapis.com"}),
    GoogleAnswer("google_workbench_instance", "state", "STOPPED", WIRE,
           {"name": "bench", "location": f"{REGION}-a", "desired_state": "STOPPED",
            "gce_setup": [{"machine_type": "e2-standard-4"}]}),
]  # fmt: skip


def at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value[int(part)] if part.isdigit() else value[part]
    return value


@pytest.mark.parametrize("answer", ANSWERS, ids=[f"{answer.type} {answer.path}" for answer in ANSWERS])
def test_google_answers(standing: Client, answer: GoogleAnswer) -> None:
    values = answer.values
    if answer.type == "google_logging_project_bucket_config":
        values = {**values, "cmek_settings": [{"kms_key_name": encrypting(standing)}]}
    if answer.type == "google_workload_identity_service_agent":
        standing.create("google_project_service", service="workloadidentity.googleapis.com")
    state = standing.create(answer.type, **values)
    assert re.fullmatch(answer.form, str(at(state, answer.path))), at(state, answer.path)
    # What is read again, and planned from it, is the same.
    assert standing.read(answer.type, state) == state


def encrypting(client: Client) -> str:
    member = client.data("google_logging_project_cmek_settings", project=PROJECT)["service_account_id"]
    key = f"{RING}/cryptoKeys/content"
    role = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
    client.create("google_kms_crypto_key_iam_member", crypto_key_id=key, role=role, member=f"serviceAccount:{member}")
    return key


def test_an_address_of_cloud_run_tells_its_region() -> None:
    assert region_code("europe-west4") == "ez"
    assert region_of_host("mlflow-abcdefghij-ez.a.run.app") == "europe-west4"
    assert region_of_host("mlflow-abcdefghij-xx.a.run.app") is None
    assert region_of_host("mlflow.example.org") is None
    area = Area("home", frozenset(("europe-west4",)), catalogue())
    for host in ("mlflow-abcdefghij-ez.a.run.app", "mlflow-123456789012.europe-west4.run.app"):
        assert endpoint(f"https://{host}", area).good
    assert not endpoint("https://mlflow-abcdefghij-uc.a.run.app", area).good
