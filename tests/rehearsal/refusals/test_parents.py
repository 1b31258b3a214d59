"""What a resource is part of, or names, must stand; what is of another project or organization can't be looked up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from refusals import ACCOUNT, MEMBER, NETWORK, PROJECT, REGION, RING, Case, check, standing
from rehearsal_client import Client

from landfast.gcp.tables import table
from landfast.provider.facts import facts
from landfast.rehearsal import folders_in
from landfast.rehearsal.cloud.store import GIVEN_FOLDER, StoredResource

__all__ = ["standing"]

GONE = "404 NOT_FOUND"
HERE = f"projects/{PROJECT}"
CONDITION = {
    "display_name": "c",
    "condition_threshold": [
        {
            "filter": 'metric.type="logging.googleapis.com/log_entry_count" AND resource.type="gce_instance"',
            "comparison": "COMPARISON_GT",
            "duration": "60s",
        }
    ],
}
ALERT = {"display_name": "a", "combiner": "OR", "conditions": [CONDITION]}
NAT = {"nat_ip_allocate_option": "AUTO_ONLY", "source_subnetwork_ip_ranges_to_nat": "ALL_SUBNETWORKS_ALL_IP_RANGES"}
VIEW = {"role": "roles/storage.objectViewer", "member": MEMBER}
MISSING: list[tuple[str, dict[str, Any]]] = [
    ("google_compute_router", {"name": "r", "network": "ghost"}),
    ("google_compute_router", {"name": "r", "network": NETWORK.replace("ward", "ghost")}),
    ("google_compute_router_nat", {"name": "nat", "router": "ghost", **NAT}),
    ("google_compute_router_interface", {"name": "i", "router": "ghost", "ip_range": "169.254.1.1/30"}),
    ("google_compute_router_peer", {"name": "peer", "router": "ghost", "interface": "i", "peer_asn": 65000}),
    ("google_compute_subnetwork", {"name": "s", "network": "ghost", "ip_cidr_range": "10.70.0.0/24"}),
    ("google_compute_firewall",
     {"name": "f", "network": "ghost", "allow": [{"protocol": "tcp"}], "source_tags": ["a"]}),
    ("google_compute_route", {"name": "r", "network": "ghost", "dest_range": "0.0.0.0/0", "next_hop_ip": "10.0.0.4"}),
    ("google_compute_network_peering", {"name": "p", "network": NETWORK, "peer_network": NETWORK.replace("ward", "x")}),
    ("google_compute_network_firewall_policy_association",
     {"name": "a", "attachment_target": NETWORK, "firewall_policy": "ghost"}),
    ("google_dns_record_set",
     {"name": "a.b.", "type": "A", "ttl": 300, "managed_zone": "ghost", "rrdatas": ["10.0.0.1"]}),
    ("google_dns_managed_zone", {"name": "z", "dns_name": "z.internal.", "visibility": "private",
     "private_visibility_config": [{"networks": [{"network_url": NETWORK.replace("ward", "ghost")}]}]}),
    ("google_sql_database", {"name": "d", "instance": "ghost"}),
    ("google_sql_user", {"name": "u", "instance": "ghost"}),
    ("google_bigquery_table", {"dataset_id": "ghost", "table_id": "t"}),
    ("google_bigquery_routine", {"dataset_id": "ghost", "routine_id": "r", "routine_type": "PROCEDURE",
                                 "language": "SQL", "definition_body": "SELECT 1"}),
    ("google_storage_bucket_object", {"bucket": "ghost", "name": "o", "content": "x"}),
    ("google_storage_bucket_iam_member", {"bucket": "ghost", **VIEW}),
    ("google_bigquery_dataset_iam_member",
     {"dataset_id": "ghost", "role": "roles/bigquery.dataViewer", "member": MEMBER}),
    ("google_service_account_iam_member",
     {"service_account_id": f"{HERE}/serviceAccounts/nobody-here@{PROJECT}.iam.gserviceaccount.com",
      "role": "roles/iam.serviceAccountUser", "member": MEMBER}),
    ("google_kms_crypto_key", {"name": "k", "key_ring": RING.replace("keys", "ghost")}),
    ("google_kms_crypto_key_iam_member",
     {"crypto_key_id": f"{RING}/cryptoKeys/ghost", "role": "roles/cloudkms.viewer", "member": MEMBER}),
    ("google_secret_manager_secret_version", {"secret": f"{HERE}/secrets/ghost", "secret_data": "x"}),
    ("google_artifact_registry_repository_iam_member",
     {"repository": "ghost", "location": REGION, "role": "roles/artifactregistry.reader", "member": MEMBER}),
    ("google_container_node_pool", {"name": "p", "cluster": "ghost", "location": REGION, "node_count": 1}),
    ("google_data_catalog_policy_tag", {"taxonomy": f"{HERE}/locations/{REGION}/taxonomies/1", "display_name": "t"}),
    ("google_monitoring_alert_policy", {**ALERT, "notification_channels": [f"{HERE}/notificationChannels/1"]}),
    ("google_iam_workload_identity_pool_provider",
     {"workload_identity_pool_id": "ghost", "workload_identity_pool_provider_id": "prov",
      "attribute_mapping": {"google.subject": "assertion.sub"}, "oidc": [{"issuer_uri": "https://ci.example.org"}]}),
    ("google_vertex_ai_feature_group_feature", {"name": "f", "feature_group": "ghost", "region": REGION}),
    ("google_cloud_scheduler_job",
     {"name": "j", "region": REGION, "schedule": "0 1 * * *",
      "pubsub_target": [{"topic_name": f"{HERE}/topics/ghost", "data": "eA=="}]}),
    ("google_project", {"name": "clinic", "project_id": "clinic-lab", "folder_id": "99999"}),
    ("google_folder", {"display_name": "inner", "parent": "folders/99999"}),
]  # fmt: skip


# As each API says it; all else by the path of the resource.
WORDS = {
    "google_artifact_registry_repository_iam_member": "Requested entity was not found",
    "google_bigquery_dataset_iam_member": f"Not found: Dataset {PROJECT}:ghost",
    "google_bigquery_routine": f"Not found: Dataset {PROJECT}:ghost",
    "google_bigquery_table": f"Not found: Dataset {PROJECT}:ghost",
    "google_cloud_scheduler_job": r"Resource not found \(resource=ghost\)\.",
    "google_compute_router_nat": f"The resource '{HERE}/regions/{REGION}/routers/ghost' was not found",
    "google_compute_subnetwork": f"The resource '{NETWORK.replace('ward', 'ghost')}' was not found",
    "google_container_node_pool": f"Not found: {HERE}/locations/{REGION}/clusters/ghost",
    "google_dns_record_set": "The 'parameters.managedZone' resource named 'ghost' does not exist",
    "google_kms_crypto_key": f"KeyRing {RING.replace('keys', 'ghost')} not found",
    "google_kms_crypto_key_iam_member": f"CryptoKey {RING}/cryptoKeys/ghost not found",
    "google_secret_manager_secret_version": r"Secret \[.*/secrets/ghost\] not found",
    "google_service_account_iam_member": "Unknown service account",
    "google_sql_database": "The Cloud SQL instance does not exist. instanceDoesNotExist",
    "google_sql_user": "The Cloud SQL instance does not exist. instanceDoesNotExist",
    "google_storage_bucket_iam_member": "The specified bucket does not exist",
    "google_storage_bucket_object": "The specified bucket does not exist",
}


@pytest.mark.parametrize(("type_", "values"), MISSING, ids=[f"{index} {row[0]}" for index, row in enumerate(MISSING)])
def test_nothing_without_what_it_names(standing: Client, type_: str, values: dict[str, Any]) -> None:
    check(standing, Case("", type_, values, GONE, says=WORDS.get(type_, "was not found")))


CONTROLS = [
    Case("a network by its link", "google_compute_router",
         {"name": "r", "network": f"https://www.googleapis.com/compute/v1/{NETWORK}"}, ""),
    Case("a network by its name", "google_compute_router", {"name": "r", "network": "ward"}, ""),
    Case("a network of another organization", "google_compute_network_peering",
         {"name": "p", "network": NETWORK, "peer_network": "projects/vendor/global/networks/n"}, ""),
    Case("an organization's project", "google_project",
         {"name": "clinic", "project_id": "clinic-lab", "org_id": "1"}, ""),
    Case("an account by its address", "google_service_account_iam_member",
         {"service_account_id": f"{HERE}/serviceAccounts/{ACCOUNT}", "role": "roles/iam.serviceAccountUser",
          "member": MEMBER}, ""),
]  # fmt: skip


@pytest.mark.parametrize("case", CONTROLS, ids=str)
def test_what_stands_or_is_elsewhere(standing: Client, case: Case) -> None:
    check(standing, case)


def test_parents_whose_ids_the_cloud_chooses(standing: Client) -> None:
    taxonomy = standing.create("google_data_catalog_taxonomy", display_name="personal", region=REGION)["id"]
    tag = {"taxonomy": taxonomy, "display_name": "name"}
    made = standing.create("google_data_catalog_policy_tag", **tag)["id"]
    check(
        standing,
        Case("", "google_data_catalog_policy_tag", {**tag, "display_name": "x", "parent_policy_tag": made}, ""),
    )
    wrong = {**tag, "display_name": "y", "parent_policy_tag": made + "1"}
    check(standing, Case("", "google_data_catalog_policy_tag", wrong, GONE))
    channel = standing.create("google_monitoring_notification_channel", display_name="c", type="email",
                              labels={"email_address": "a@b.example"})["id"]  # fmt: skip
    check(standing, Case("", "google_monitoring_alert_policy", {**ALERT, "notification_channels": [channel]}, ""))
    folder = standing.create(
        "google_folder", display_name="clinic", parent="organizations/1", deletion_protection=False
    )
    inside = {"name": "clinic", "project_id": "clinic-lab", "folder_id": folder["name"]}
    check(standing, Case("", "google_project", inside, ""))


def test_a_folder_that_the_organization_has(standing: Client) -> None:
    standing.store.put(StoredResource(GIVEN_FOLDER, "folders/7", "", {"name": "folders/7"}))
    check(standing, Case("", "google_folder", {"display_name": "inner", "parent": "folders/7"}, ""))
    check(standing, Case("", "google_folder", {"display_name": "inner", "parent": "folders/8"}, GONE))


def test_folders_that_a_configuration_takes_for_standing(tmp_path: Path) -> None:
    made = {"inner": {"parent": "folders/7"}, "own": {"parent": "organizations/1"}}
    projects = {"p": {"folder_id": "${google_folder.inner.name}"}, "q": {"folder_id": "8"}}
    document = {"resource": {"google_folder": made, "google_project": projects}}
    (tmp_path / "main.tf.json").write_text(json.dumps(document))
    assert folders_in([tmp_path]) == {"folders/7", "folders/8"}


def test_references_are_fields_that_there_are() -> None:
    for type_name, fields in table("references")["fields"].items():
        for path, targets in fields.items():
            assert path in facts(type_name).attributes, (type_name, path)
            assert all(facts(target).known for target in targets.split()), targets
