"""What Google has without anybody's doing, read as data; and what it answers of what was left to it."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

import pytest
from refusals import NETWORK, PROJECT, REGION, SUBNETWORK, standing
from rehearsal_client import Client, RefusedError

__all__ = ["standing"]


@pytest.mark.parametrize(
    ("type_", "values", "attribute", "form"),
    [
        ("google_compute_image", {"family": "debian-12", "project": "debian-cloud"}, "self_link",
         r"https://www\.googleapis\.com/compute/v1/projects/debian-cloud/global/images/debian-12-v\d{8}"),
        ("google_compute_image", {"name": "debian-11-bullseye-v20220719", "project": "debian-cloud"}, "id",
         r"projects/debian-cloud/global/images/debian-11-bullseye-v20220719"),
        ("google_billing_account", {"billing_account": "0A0A0A-0B0B0B-0C0C0C"}, "id", "0A0A0A-0B0B0B-0C0C0C"),
        ("google_billing_account", {"billing_account": "billingAccounts/0A0A0A-0B0B0B-0C0C0C"}, "name",
         "billingAccounts/0A0A0A-0B0B0B-0C0C0C"),
    ],
)  # fmt: skip
def test_what_is_read(standing: Client, type_: str, values: dict[str, Any], attribute: str, form: str) -> None:
    assert re.fullmatch(form, standing.data(type_, **values)[attribute])


def test_an_image_that_nobody_has_is_not_read(standing: Client) -> None:
    with pytest.raises(RefusedError, match="debian-99"):
        standing.data("google_compute_image", family="debian-99", project="debian-cloud")


def test_an_account_that_is_asked_for_stands_from_then_on(standing: Client) -> None:
    member = standing.data("google_storage_transfer_project_service_account", project=PROJECT)["member"]
    grant = {"bucket": "clinic-dev-raw", "role": "roles/storage.objectViewer", "member": member}
    assert standing.create("google_storage_bucket_iam_member", **grant)["member"] == member


def test_accounts_that_come_with_a_resource_can_be_granted_something(standing: Client) -> None:
    standing.create("google_project_service", project=PROJECT, service="bigqueryconnection.googleapis.com")
    made = standing.create("google_bigquery_connection", connection_id="c", location=REGION, cloud_resource=[{}])
    sink = standing.create(
        "google_logging_organization_sink",
        name="s",
        org_id="123456789012",
        destination="storage.googleapis.com/clinic-dev-raw",
    )
    account = made["cloud_resource"][0]["service_account_id"]
    assert re.fullmatch(r"bqcx-\d+-[0-9a-f]{4}@gcp-sa-bigquery-condel\.iam\.gserviceaccount\.com", account)
    for member in (f"serviceAccount:{account}", sink["writer_identity"]):
        standing.create("google_project_iam_member", project=PROJECT, role="roles/storage.objectViewer", member=member)


def test_what_nobody_reads_is_known_when_it_is_made(standing: Client) -> None:
    standing.create("google_project_service", project=PROJECT, service="bigtableadmin.googleapis.com")
    cluster = [{"cluster_id": "ward-nodes", "zone": f"{REGION}-a", "num_nodes": 1}]
    standing.create("google_bigtable_instance", name="ward-facts", deletion_protection=False, cluster=cluster)
    standing.create("google_bigtable_table", name="t", instance_name="ward-facts", column_family=[{"family": "f"}])
    place = {"instance_name": "ward-facts", "table": "t", "column_family": "f"}
    assert standing.create("google_bigtable_gc_policy", **place, max_age=[{"days": 3}])["max_age"][0]["days"] == 3


def test_addresses_that_are_left_to_google_are_free_ones(standing: Client) -> None:
    inside = {"region": REGION, "subnetwork": SUBNETWORK, "address_type": "INTERNAL"}
    found = {standing.create("google_compute_address", name=f"a{n}", **inside)["address"] for n in range(9)}
    assert len(found) == 9
    assert all(ipaddress.ip_address(text) in ipaddress.ip_network("10.0.0.0/20") for text in found)


def test_ranges_that_are_left_to_google_are_free_ones(standing: Client) -> None:
    peering = {"purpose": "VPC_PEERING", "address_type": "INTERNAL", "prefix_length": 14, "network": NETWORK}
    for number in range(4):
        standing.create("google_compute_global_address", name=f"r{number}", **peering)
