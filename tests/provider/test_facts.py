"""Facts of the provider: formats, defaults, what a destroy needs, and import ids."""

from __future__ import annotations

from typing import Any

import pytest

from landfast.core.errors import UserError
from landfast.provider.facts import facts, import_id, known_types, meta
from landfast.provider.schema import resource_types

KEY = "projects/p/locations/r/keyRings/k/cryptoKeys/c"


def test_source_and_version_stand_in_the_data() -> None:
    assert meta()["provider"] == "hashicorp/google"
    assert meta()["source_version"].startswith("8.0.0")


def test_every_type_with_facts_is_a_type_of_the_schema() -> None:
    assert set(known_types()) <= set(resource_types())
    assert len(known_types()) == 1330


def test_one_type() -> None:
    bucket = facts("google_storage_bucket")
    assert (bucket.api, bucket.id_format) == ("storage.googleapis.com", "{{name}}")
    assert bucket.provider_defaults == {"project": "apply"}
    assert bucket.deletion["force_destroy"]["default"] is False
    assert bucket.attributes["location"]["force_new"] is True
    assert bucket.cmek_attributes == ("encryption.default_kms_key_name",)
    assert facts("google_project").blocks_destroy_by_default


def test_a_type_newer_than_the_facts_has_none() -> None:
    assert not facts("google_monitoring_snooze").known


@pytest.mark.parametrize(
    ("type_", "values", "expected"),
    [
        ("google_storage_bucket", {"name": "b", "project": "p"}, "b"),
        ("google_project", {"project_id": "p"}, "p"),
        ("google_kms_crypto_key", {"name": "c", "key_ring": "projects/p/locations/r/keyRings/k"}, KEY),
        ("google_project_service", {"project": "p", "service": "run.googleapis.com"}, "p/run.googleapis.com"),
        ("google_resource_manager_lien", {"parent": "projects/1", "name": "liens/2"}, "projects/1/liens/2"),
        (
            "google_org_policy_policy",
            {"parent": "projects/p", "name": "projects/p/policies/gcp.resourceLocations"},
            "projects/p/policies/gcp.resourceLocations",
        ),
        (
            "google_vertex_ai_tensorboard",
            {"project": "p", "region": "r", "name": "projects/p/locations/r/tensorboards/1"},
            "projects/p/locations/r/tensorboards/1",
        ),
        ("google_project_iam_member", {"project": "p", "role": "roles/x", "member": "user:a@b"}, "p roles/x user:a@b"),
        (
            "google_kms_crypto_key_iam_member",
            {"crypto_key_id": KEY, "role": "roles/x", "member": "user:a@b", "condition": [{"title": "t"}]},
            f"{KEY} roles/x user:a@b t",
        ),
        ("google_storage_bucket_iam_binding", {"bucket": "b", "role": "roles/x"}, "b/b roles/x"),
        ("google_project_iam_audit_config", {"project": "p", "service": "allServices"}, "p allServices"),
    ],
)
def test_import_ids(type_: str, values: dict[str, Any], expected: str) -> None:
    assert import_id(type_, values) == expected


@pytest.mark.parametrize(
    ("type_", "values", "reason"),
    [
        ("google_workload_identity_service_agent", {"parent": "x"}, "no import"),
        ("google_kms_crypto_key", {"name": "c"}, "without the values"),
        ("google_storage_bucket_iam_member", {"role": "roles/x"}, "without the values"),
        # Before the member is known it would be the id of every grant of the role.
        ("google_storage_bucket_iam_member", {"bucket": "b", "role": "roles/x"}, "without the values"),
        ("google_project_iam_audit_config", {"project": "p"}, "without the values"),
        # Its id format is a text for people, with nothing to fill in: all dashboards would be one.
        ("google_monitoring_dashboard", {"project": "p", "dashboard_json": "{}"}, "without the values"),
    ],
)
def test_import_ids_that_cannot_be(type_: str, values: dict[str, Any], reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        import_id(type_, values)
