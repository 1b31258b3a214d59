"""Names, labels and simple limits that the API has and the provider does not check: facts, for all types."""

from __future__ import annotations

from typing import Any

import pytest
from refusals import NETWORK, REGION, RING, Case, check, standing
from rehearsal_client import Client

from landfast.gcp.limits import Limit, limits
from landfast.provider.facts import facts

__all__ = ["standing"]

BUCKET = "google_storage_bucket"
AUTO = {"replication": [{"auto": [{}]}]}
RAW: dict[str, Any] = {"name": "clinic-labels", "location": REGION}
KEY = {"key_ring": RING}
CASES = [
    Case("a bucket in capitals", BUCKET, {**RAW, "name": "Clinic-Raw"}, says="Invalid bucket name"),
    Case("a bucket of two letters", BUCKET, {**RAW, "name": "cl"}, says="Invalid bucket name"),
    Case("a bucket like an address", BUCKET, {**RAW, "name": "10.1.2.3"}, says="Invalid bucket"),
    Case("a bucket that says google", BUCKET, {**RAW, "name": "my-g00gle"}, says="Invalid bucket"),
    Case("a bucket that begins with goog", BUCKET, {**RAW, "name": "goog-x"}, says="Invalid bucket"),
    Case("a bucket with two dots", BUCKET, {**RAW, "name": "a..b"}, says="Invalid bucket name"),
    Case("a bucket with underscores", BUCKET, {**RAW, "name": "clinic_raw_2"}, ""),
    Case("65 labels", BUCKET, {**RAW, "labels": {f"l{n}": "x" for n in range(65)}}, says="at most 64"),
    Case("a label in capitals", BUCKET, {**RAW, "labels": {"Team": "x"}}, says="label key 'Team'"),
    Case("a label that is a number", BUCKET, {**RAW, "labels": {"1st": "x"}}, says="label key '1st'"),
    Case("no service", "google_pubsub_topic", {"name": "events"}, "403 PERMISSION_DENIED", says="SERVICE_DISABLED"),
    Case("a value with a space",
         "google_kms_crypto_key", {**KEY, "name": "k", "labels": {"a": "b c"}}, says="label value"),
    Case("a value of 64", "google_secret_manager_secret", {**AUTO, "secret_id": "s", "labels": {"a": 64 * "b"}}),
    Case("a secret with a dot", "google_secret_manager_secret", {**AUTO, "secret_id": "a.b"}, says="Secret ID"),
    Case("a secret of 256 letters", "google_secret_manager_secret", {**AUTO, "secret_id": 256 * "a"},
         says="Secret ID"),
    Case("a key ring with a dot", "google_kms_key_ring", {"name": "a.b", "location": REGION}, says="name"),
    Case("a key of 64 letters", "google_kms_crypto_key", {**KEY, "name": 64 * "k"}, says="name"),
    Case("a group with a dash", "google_vertex_ai_feature_group", {"name": "my-group"}, says="name"),
    Case("a repository in capitals", "google_artifact_registry_repository",
         {"repository_id": "Images", "location": REGION, "format": "DOCKER"}, says="repository_id"),
    Case("a format that there is not", "google_artifact_registry_repository",
         {"repository_id": "images", "location": REGION, "format": "DOCKERX"}, says="format"),
    Case("a format in small letters", "google_artifact_registry_repository",
         {"repository_id": "images", "location": REGION, "format": "docker"}, ""),
    Case("a soft delete of two days", BUCKET,
         {**RAW, "soft_delete_policy": [{"retention_duration_seconds": 172800}]}, says="between 604800 and 7776000"),
    Case("no soft delete", BUCKET,
         {**RAW, "soft_delete_policy": [{"retention_duration_seconds": 0}]}, ""),
    Case("a storage class that there is not", BUCKET, {**RAW, "storage_class": "COOL"}, says="STANDARD"),
    Case("a rule for always", BUCKET,
         {**RAW, "lifecycle_rule": [{"action": [{"type": "Delete"}], "condition": [{}]}]},
         says="at least one condition"),
    Case("a class of nothing", BUCKET,
         {**RAW, "lifecycle_rule": [{"action": [{"type": "SetStorageClass"}], "condition": [{"age": 1}]}]},
         says="class"),
    Case("a pool in capitals", "google_cloudbuild_worker_pool", {"name": "Pool", "location": REGION}, says="name"),
    Case("a router in capitals", "google_compute_router", {"name": "Router", "network": NETWORK}, "validate"),
    Case("an account of five letters", "google_service_account", {"account_id": "nurse"}, "validate"),
    Case("a dataset with a dash", "google_bigquery_dataset", {"dataset_id": "my-data", "location": REGION}, "validate"),
    Case("a project that says google", "google_project",
         {"name": "clinic", "project_id": "my-google-dev", "org_id": "1"}, says="restricted"),
    Case("a project that says ssl", "google_project", {"name": "clinic", "project_id": "ssl-dev", "org_id": "1"}),
    Case("a project of five letters", "google_project", {"name": "clinic", "project_id": "clini", "org_id": "1"}),
    Case("a project that is taken", "google_project",
         {"name": "clinic", "project_id": "other-clinic", "org_id": "1"}, "409 ALREADY_EXISTS"),
    Case("a name of two lines", "google_storage_bucket_object",
         {"name": "a\nb", "bucket": "clinic-dev-raw", "content": "x"}, says="name"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_google_answers(standing: Client, case: Case) -> None:
    check(standing, case)


def test_groups_of_arguments_count_the_one_that_they_stand_at(standing: Client) -> None:
    item = {"name": "a", "bucket": "clinic-dev-raw", "content": "x"}
    batch = {"spark_batch": [{"main_class": "org.example.Main"}], "batch_id": "b-1", "location": REGION}
    link = {"vpc_peering_config": [{"vpc_name": NETWORK, "subnet": "10.9.0.0/29"}]}
    link |= {"display_name": "d", "location": REGION, "private_connection_id": "p"}
    assert standing.validate("google_storage_bucket_object", **item) == []
    assert standing.validate("google_dataproc_batch", **batch) == []
    assert standing.validate("google_database_migration_service_private_connection", **link) == []
    assert standing.validate("google_storage_bucket_object", **item, source="x.txt")
    assert standing.validate("google_storage_bucket_object", name="a", bucket="b")


def test_limits_are_of_types_and_paths_that_there_are() -> None:
    for type_name in ("google_kms_crypto_key", "google_sql_database_instance", "google_compute_router"):
        assert limits(type_name).keys() <= facts(type_name).attributes.keys()


@pytest.mark.parametrize(
    ("limit", "good", "bad"),
    [
        (Limit(regex="[a-z]+"), "ab", "aB"),
        (Limit(length=(1, 3)), "äöü", "äöüß"),
        (Limit(bytes=(1, 3)), "abc", "äöü"),
        (Limit(range=(1, None)), 1, 0),
        (Limit(seconds=(60, 120), multiple=60), "120s", "90s"),
        (Limit(seconds=(60, 120)), "60s", "1m"),
        (Limit(items=(0, 1)), ["a"], ["a", "b"]),
        (Limit(enum=("A", "B")), "A", "C"),
    ],
)
def test_a_limit(limit: Limit, good: Any, bad: Any) -> None:
    assert limit.problem(good) is None
    assert limit.problem(bad) is not None
