"""Configurations that the provider refuses at validation, and their neighbours that it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rehearsal_client import Client

from landfast.rehearsal.doors.terraform.values import UNKNOWN

BUCKET = {"name": "b", "location": "EU"}
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("google_storage_bucket", BUCKET, ""),
    ("google_storage_bucket", {**BUCKET, "website": [{}]}, "one of `website.main_page_suffix"),
    ("google_storage_bucket", {**BUCKET, "website": [{"main_page_suffix": "i"}]}, ""),
    (
        "google_storage_bucket",
        {**BUCKET, "ip_filter": [{"mode": "On"}]},
        'one of ["Enabled" "Disabled"]',
    ),
    ("google_kms_crypto_key", {"name": "k", "key_ring": "r", "rotation_period": "10s"}, "at least (86400)"),
    ("google_kms_crypto_key", {"name": "k", "key_ring": "r", "rotation_period": "1d"}, "doesn't match regexp"),
    ("google_kms_crypto_key", {"name": "k", "key_ring": "r", "rotation_period": "86400s"}, ""),
    ("google_project", {"name": "p", "project_id": "p-1"}, "doesn't match regexp"),
    ("google_project", {"name": "clinic", "project_id": "p-1", "org_id": "1", "folder_id": "2"}, "conflicts with"),
    ("google_project", {"name": "clinic", "project_id": "p-1", "org_id": UNKNOWN, "folder_id": "2"}, ""),
    ("google_project_iam_member", {"project": "p", "role": "r", "member": "someone"}, "doesn't match regexp"),
    ("google_project_iam_member", {"project": "p", "role": "r", "member": "deleted:user:a"}, "must not match"),
    ("google_project_iam_binding", {"project": "p", "role": "r", "members": ["user:a", "b"]}, "doesn't match regexp"),
    ("google_project_iam_policy", {"project": "p", "policy_data": "{"}, "invalid JSON"),
    ("google_bigquery_dataset", {"dataset_id": "d", "default_table_expiration_ms": 1}, "at least (3600000)"),
    # An empty list of values is given, no block is not.
    ("google_dns_record_set", {"name": "a.b.", "type": "A", "managed_zone": "z", "rrdatas": []}, ""),
    ("google_dns_record_set", {"name": "a.b.", "type": "A", "managed_zone": "z"}, "one of `routing_policy,rrdatas`"),
    ("google_monitoring_dashboard", {"dashboard_json": ""}, ""),
    # What is no integer of 64 bits comes to the provider as a float: so says the genuine one.
    ("google_compute_disk", {"name": "d", "size": 2**63 - 1}, ""),
    ("google_compute_disk", {"name": "d", "size": 2**63}, "must be a whole number, got 9.223372036854776e+18"),
    ("google_compute_disk", {"name": "d", "size": -(2**63) - 1}, "must be a whole number, got -9.223372036854776e+18"),
    ("google_compute_disk", {"name": "d", "size": 10**30}, "must be a whole number, got 1e+30"),
    ("google_compute_disk", {"name": "d", "size": 10**400}, "must be a whole number, got +Inf"),
    ("google_compute_disk", {"name": "d", "size": 1.5}, "must be a whole number, got 1.5"),
    ("google_compute_instance", {"name": "x" * 64, "machine_type": "m"}, "in the range (1 - 63)"),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    made = Client(tmp_path_factory.mktemp("cloud"), rules=())
    yield made
    made.store.close()


@pytest.mark.parametrize(("type_", "values", "expected"), CASES)
def test_validation(client: Client, type_: str, values: dict[str, Any], expected: str) -> None:
    found = client.validate(type_, **values)
    assert not found if expected == "" else any(expected in finding for finding in found), found


@pytest.mark.parametrize("threshold", [2**53 + 1, 2**64, 10**30, -(2**70), 1.5])
def test_a_number_of_any_size_is_taken_where_a_float_is(client: Client, threshold: float) -> None:
    watched: dict[str, Any] = {"comparison": "COMPARISON_GT", "duration": "60s", "threshold_value": threshold}
    condition = {"display_name": "beds", "condition_threshold": [{"filter": "x", **watched}]}
    values: dict[str, Any] = {"display_name": "beds", "combiner": "OR", "conditions": [condition]}
    assert not client.validate("google_monitoring_alert_policy", **values)
    state = client.create("google_monitoring_alert_policy", **values)
    assert state["conditions"][0]["condition_threshold"][0]["threshold_value"] == threshold
