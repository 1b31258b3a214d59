"""One cloud, two doors: what one makes the other finds, and both are refused the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rehearsal_client import PROJECT, REGION, Client, RefusedError
from wired import Asking, CheckedWire

KMS = f"https://cloudkms.googleapis.com/v1/projects/{PROJECT}/locations/{REGION}/keyRings"
BUCKETS = "https://storage.googleapis.com/storage/v1/b"
PLACE = f"projects/{PROJECT}/locations/{REGION}"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    made = Client(tmp_path)
    made.project("cloudkms", "secretmanager", "artifactregistry", "iam", "bigquery", "cloudbuild", "dlp", "logging")
    return made


@pytest.fixture
def wire(client: Client) -> Iterator[Asking]:
    wire = CheckedWire(client.cloud)
    yield Asking(wire)
    assert wire.faulty == []


# Type, arguments, where the wire has it, and what it says there.
MADE: tuple[tuple[str, dict[str, Any], str, dict[str, Any]], ...] = (
    ("google_kms_key_ring", {"name": "r", "location": REGION}, f"{KMS}/r", {"name": f"{PLACE}/keyRings/r"}),
    (
        "google_storage_bucket",
        {"name": "clinic-b", "location": "EU", "uniform_bucket_level_access": True, "labels": {"a": "b"},
         "versioning": [{"enabled": True}],
         "lifecycle_rule": [{"action": [{"type": "Delete"}], "condition": [{"age": 3}]}]},
        f"{BUCKETS}/clinic-b",
        {"location": "EU", "locationType": "multi-region", "versioning": {"enabled": True},
         "lifecycle": {"rule": [{"action": {"type": "Delete"}, "condition": {"age": 3}}]}},
    ),
    (
        "google_bigquery_dataset",
        {"dataset_id": "d", "location": "EU", "default_table_expiration_ms": 3_600_000},
        f"https://bigquery.googleapis.com/bigquery/v2/projects/{PROJECT}/datasets/d",
        {"datasetReference": {"datasetId": "d", "projectId": PROJECT}, "defaultTableExpirationMs": "3600000"},
    ),
    (
        "google_artifact_registry_repository",
        {"repository_id": "x", "location": REGION, "format": "DOCKER",
         "cleanup_policies": [{"id": "old", "action": "DELETE",
                               "condition": [{"older_than": "86400s", "tag_state": "UNTAGGED"}]}]},
        f"https://artifactregistry.googleapis.com/v1/{PLACE}/repositories/x",
        {"format": "DOCKER", "cleanupPolicies": {"old": {
            "id": "old", "action": "DELETE", "condition": {"olderThan": "86400s", "tagState": "UNTAGGED"}}}},
    ),
    (
        "google_service_account",
        {"account_id": "robot-a", "display_name": "R"},
        f"https://iam.googleapis.com/v1/projects/{PROJECT}/serviceAccounts/robot-a@{PROJECT}.iam.gserviceaccount.com",
        {"displayName": "R", "email": f"robot-a@{PROJECT}.iam.gserviceaccount.com"},
    ),
    (
        "google_secret_manager_secret",
        {"secret_id": "s", "replication": [{"user_managed": [{"replicas": [{"location": REGION}]}]}]},
        f"https://secretmanager.googleapis.com/v1/projects/{PROJECT}/secrets/s",
        {"replication": {"userManaged": {"replicas": [{"location": REGION}]}}},
    ),
    (
        "google_logging_metric",
        {"name": "delivery/late", "filter": "severity>=ERROR"},
        f"https://logging.googleapis.com/v2/projects/{PROJECT}/metrics/delivery%2Flate",
        {"name": "delivery/late", "filter": "severity>=ERROR"},
    ),
    (
        "google_data_loss_prevention_deidentify_template",
        {"parent": PLACE, "template_id": "t", "deidentify_config": [{"info_type_transformations": [{"transformations": [
            {"primitive_transformation": [{"replace_with_info_type_config": True}]}]}]}]},
        f"https://dlp.googleapis.com/v2/{PLACE}/deidentifyTemplates/t",
        {"deidentifyConfig": {"infoTypeTransformations": {"transformations": [
            {"primitiveTransformation": {"replaceWithInfoTypeConfig": {}}}]}}},
    ),
    (
        "google_cloudbuild_worker_pool",
        {"name": "w", "location": REGION, "worker_config": [{"machine_type": "e2-standard-2", "disk_size_gb": 100,
                                                             "no_external_ip": True}]},
        f"https://cloudbuild.googleapis.com/v1/{PLACE}/workerPools/w",
        {"state": "RUNNING", "privatePoolV1Config": {
            "networkConfig": {"egressOption": "NO_PUBLIC_EGRESS"},
            "workerConfig": {"machineType": "e2-standard-2", "diskSizeGb": "100"}}},
    ),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "values", "url", "wanted"), MADE, ids=[case[0] for case in MADE])
def test_what_terraform_makes_is_read_by_the_wire_and_gone_for_terraform_when_it_is_deleted_there(
    client: Client, wire: Asking, kind: str, values: dict[str, Any], url: str, wanted: dict[str, Any]
) -> None:
    state = client.create(kind, **values)
    found = wire.ask("GET", url)
    assert {name: found.get(name) for name in wanted} == wanted
    # Read again, nothing of it has changed.
    assert client.read(kind, state) == state
    if kind != "google_kms_key_ring":
        wire.ask("DELETE", url, status=204 if "/b/" in url or "bigquery" in url else 200)
        assert client.read(kind, state) is None


def test_what_the_wire_makes_terraform_reads_and_changes(client: Client, wire: Asking) -> None:
    wire.ask("POST", f"{KMS}?keyRingId=r")
    wire.ask("POST", f"{KMS}/r/cryptoKeys?cryptoKeyId=k", {"purpose": "ENCRYPT_DECRYPT", "labels": {"a": "b"}})
    kind, key = "google_kms_crypto_key", {"name": "k", "key_ring": f"{PLACE}/keyRings/r", "purpose": "ENCRYPT_DECRYPT"}
    with pytest.raises(RefusedError, match="already exists"):
        client.create(kind, **key)
    (found,) = [item for item in client.store.list(kind) if item.name.endswith("/k")]
    assert (found.fields["labels"], found.fields["primary"][0]["state"]) == ({"a": "b"}, "ENABLED")


def test_a_change_by_terraform_leaves_what_only_the_api_knows(client: Client, wire: Asking) -> None:
    wire.ask("POST", f"{BUCKETS}?project={PROJECT}", {"name": "clinic-c", "location": "EU", "acl": [
        {"entity": "user-ada@clinic.example", "role": "OWNER"}]})  # fmt: skip
    before = client.store.get("google_storage_bucket", "clinic-c")
    assert before is not None
    state = {**before.fields, "id": "clinic-c"}
    state.pop("~record")
    block = {"name": "clinic-c", "location": "EU", "labels": {"a": "b"}}
    client.change("google_storage_bucket", client.config("google_storage_bucket", state), **block)
    found = wire.ask("GET", f"{BUCKETS}/clinic-c")
    assert (found["labels"]["a"], found["acl"][0]["role"], found["metageneration"]) == ("b", "OWNER", "2")


def test_grants_are_one_policy(client: Client, wire: Asking) -> None:
    client.create("google_storage_bucket", name="clinic-b", location="EU")
    grant = {"bucket": "clinic-b", "role": "roles/storage.objectViewer", "member": "user:ada@clinic.example"}
    state = client.create("google_storage_bucket_iam_member", **grant)
    policy = wire.ask("GET", f"{BUCKETS}/clinic-b/iam")
    assert policy["bindings"] == [{"role": "roles/storage.objectViewer", "members": ["user:ada@clinic.example"]}]
    wire.ask("PUT", f"{BUCKETS}/clinic-b/iam", {"etag": policy["etag"], "bindings": []})
    assert client.read("google_storage_bucket_iam_member", state) is None
    assert wire.refused("PUT", f"{BUCKETS}/clinic-b/iam", policy, 412)["errors"][0]["reason"] == "conditionNotMet"


@pytest.mark.parametrize(
    ("kind", "values", "url", "body"),
    [
        ("google_storage_bucket", {"name": "clinic-GOOGLE", "location": "EU"}, f"{BUCKETS}?project={PROJECT}",
         {"name": "clinic-GOOGLE", "location": "EU"}),
        ("google_kms_key_ring", {"name": "r", "location": "mars"}, f"{KMS.replace(REGION, 'mars')}?keyRingId=r", {}),
        ("google_bigquery_table", {"dataset_id": "none", "table_id": "t"},
         f"https://bigquery.googleapis.com/bigquery/v2/projects/{PROJECT}/datasets/none/tables",
         {"tableReference": {"datasetId": "none", "tableId": "t", "projectId": PROJECT}}),
        ("google_project_iam_custom_role", {"role_id": "x", "title": "x", "permissions": ["no.such.one"]},
         f"https://iam.googleapis.com/v1/projects/{PROJECT}/roles",
         {"roleId": "x", "role": {"title": "x", "includedPermissions": ["no.such.one"]}}),
    ],
)  # fmt: skip
def test_both_doors_refuse_the_same_in_the_same_words(
    client: Client, wire: Asking, kind: str, values: dict[str, Any], url: str, body: dict[str, Any]
) -> None:
    with pytest.raises(RefusedError) as refused:
        client.create(kind, **values)
    response = wire.wire.answer(_posted(url, body))
    error = response.json()["error"]
    assert f"Error {error['code']}: {error['message']}" in str(refused.value)
    assert response.status == error["code"]


def _posted(url: str, body: dict[str, Any]) -> Any:
    import json

    from landfast.rehearsal.doors.wire import Request

    return Request.of("POST", url, {}, json.dumps(body).encode())
