"""What the simulated cloud refuses, in the cloud's own codes and words, and what it does besides."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rehearsal_client import PROJECT, REGION, Client, RefusedError, agent, bucket, client

__all__ = ["client"]

TABLE: dict[str, Any] = {"table_id": "t", "deletion_protection": False}


def test_nothing_without_its_project(client: Client) -> None:
    with pytest.raises(RefusedError, match="Error 404: The requested project was not found"):
        bucket(client)
    with pytest.raises(RefusedError, match="Error 403: Permission denied on resource project clinic-dev"):
        client.create("google_pubsub_topic", name="events")


def test_nothing_without_its_service(client: Client) -> None:
    client.project()
    with pytest.raises(RefusedError, match="Error creating Topic: googleapi: Error 403: Cloud Pub/Sub API has not"):
        client.create("google_pubsub_topic", name="events")
    client.create("google_project_service", service="pubsub.googleapis.com")
    assert client.create("google_pubsub_topic", name="events")["id"] == "projects/clinic-dev/topics/events"


def test_project_numbers_are_twelve_digits_and_always_the_same(client: Client) -> None:
    number = client.project()["number"]
    assert (len(number), number.isdigit()) == (12, True)
    assert client.data("google_project", project_id=PROJECT)["number"] == number


MISSING = [
    ("google_pubsub_subscription", {"name": "sub", "topic": "projects/clinic-dev/topics/none"}),
    ("google_kms_crypto_key", {"name": "k", "key_ring": "projects/clinic-dev/locations/r/keyRings/none"}),
    ("google_bigquery_table", {"dataset_id": "none", **TABLE}),
    ("google_storage_bucket_iam_member", {"bucket": "none", "role": "r", "member": "user:a@b.c"}),
    ("google_vertex_ai_feature_group_feature", {"name": "f", "feature_group": "none", "region": REGION}),
    (
        "google_data_catalog_policy_tag",
        {"taxonomy": f"projects/{PROJECT}/locations/r/taxonomies/1", "display_name": "d"},
    ),
]


@pytest.mark.parametrize(("type_", "values"), MISSING)
def test_nothing_without_its_parent(client: Client, type_: str, values: dict[str, Any]) -> None:
    client.project("pubsub", "cloudkms", "aiplatform", "datacatalog")
    with pytest.raises(RefusedError, match=r"Error 404: .*([Nn]ot found|not exist)"):
        client.create(type_, **values)


def test_names_that_are_taken(client: Client) -> None:
    client.project("cloudkms")
    client.project(project="other-dev")
    bucket(client)
    with pytest.raises(RefusedError, match=r"Error 409: Your previous request .* you already own it"):
        bucket(client)
    with pytest.raises(RefusedError, match="Error 409: The requested bucket name is not available"):
        bucket(client, project="other-dev")
    client.key()
    with pytest.raises(RefusedError, match=r"Error 409: KeyRing projects/.* already exists"):
        client.key()


def test_settings_of_a_folder_are_there_with_it(client: Client) -> None:
    folder = client.create("google_folder", display_name="clinic", parent="organizations/1", deletion_protection=False)
    values = {"folder": folder["folder_id"], "storage_location": REGION}
    client.create("google_logging_folder_settings", **values)
    again = client.create("google_logging_folder_settings", **values | {"storage_location": "europe-west1"})
    assert again["storage_location"] == "europe-west1"


def test_services_and_grants_are_adopted(client: Client) -> None:
    client.project("pubsub")
    client.create("google_project_service", service="pubsub.googleapis.com")
    for _ in range(2):
        client.create("google_project_iam_member", project=PROJECT, role="roles/viewer", member="user:a@b.c")


def test_a_deleted_project_keeps_its_id_until_it_is_restored(client: Client) -> None:
    state = client.project()
    bucket(client)
    client.destroy("google_project", state)
    assert client.read("google_project", state) is None
    assert client.store.list() == []
    with pytest.raises(RefusedError, match="Error 409: Requested entity already exists"):
        client.project()
    with pytest.raises(RefusedError, match="Error 404"):
        bucket(client)
    client.store.undelete_project(PROJECT)
    assert client.imported("google_storage_bucket", "clinic-raw")["url"] == "gs://clinic-raw"


def test_a_lien_and_a_deletion_policy_keep_a_project(client: Client) -> None:
    state = client.project()
    lien = client.create(
        "google_resource_manager_lien",
        parent=f"projects/{state['number']}",
        restrictions=["resourcemanager.projects.delete"],
        origin="landfast",
        reason="protected",
    )
    with pytest.raises(RefusedError, match="Error 400: A lien to prevent deletion was placed on the project by land"):
        client.destroy("google_project", state)
    client.destroy("google_resource_manager_lien", lien)
    kept = client.change("google_project", state, project_id=PROJECT, name=PROJECT, org_id="1")
    assert kept["deletion_policy"] == "PREVENT"
    with pytest.raises(RefusedError, match="deletion_policy is PREVENT"):
        client.destroy("google_project", kept)


def test_a_key_needs_its_place_its_grant_and_a_living_version(client: Client) -> None:
    client.project("cloudkms", "pubsub")
    member = client.data("google_storage_project_service_account")["member"]
    key = client.key()
    encrypted = {"encryption": [{"default_kms_key_name": key}]}
    with pytest.raises(RefusedError, match="Error 403: Permission denied on Cloud KMS key"):
        bucket(client, **encrypted)
    with pytest.raises(RefusedError, match=r"Error 404: CryptoKey .*/cryptoKeys/none not found"):
        bucket(client, encryption=[{"default_kms_key_name": key.replace("content", "none")}])
    grant = {"crypto_key_id": key, "role": "roles/cloudkms.cryptoKeyEncrypterDecrypter"}
    client.create("google_kms_crypto_key_iam_member", member=member, **grant)
    with pytest.raises(RefusedError, match=r"in location 'europe-west4' cannot be used .* 'europe-west1'"):
        bucket(client, location="europe-west1", **encrypted)
    assert bucket(client, **encrypted)
    with pytest.raises(RefusedError, match="Cloud Pub/Sub did not have the necessary permissions"):
        client.create("google_pubsub_topic", name="events", kms_key_name=key)
    client.destroy("google_kms_crypto_key", client.imported("google_kms_crypto_key", key))
    with pytest.raises(RefusedError, match="is not enabled"):
        bucket(client, name="clinic-more", **encrypted)


def test_agents_stand_once_they_are_made(client: Client) -> None:
    state = client.project("cloudkms", "pubsub", "compute", "workloadidentity")
    member = agent(client, "gcp-sa-pubsub")
    with pytest.raises(RefusedError, match=r"Error 400: Service account service-\d+@gcp-sa-pubsub.* does not exist"):
        client.key(grants=[member])
    parent = f"projects/{state['number']}/locations/global/serviceProducers/pubsub.googleapis.com"
    client.create("google_workload_identity_service_agent", parent=parent)
    assert client.key("europe-west1", grants=[member, agent(client, "compute-system")])


def test_grants_to_accounts_that_are_not_there(client: Client) -> None:
    client.project("iam")
    grant = {"project": PROJECT, "role": "roles/viewer"}
    member = "serviceAccount:runner@clinic-dev.iam.gserviceaccount.com"
    with pytest.raises(RefusedError, match=r"Error 400: Service account runner@.* does not exist"):
        client.create("google_project_iam_member", member=member, **grant)
    assert client.create("google_service_account", account_id="runner")["member"] == member
    assert client.create("google_project_iam_member", member=member, **grant)["id"].endswith(member)


def test_a_binding_takes_the_place_of_other_grants_of_its_role(client: Client) -> None:
    client.project()
    grant = {"project": PROJECT, "role": "roles/viewer"}
    gone = client.create("google_project_iam_member", member="user:a@b.c", **grant)
    kept = client.create("google_project_iam_member", member="user:A@b.d", **grant)
    other = client.create("google_project_iam_member", project=PROJECT, role="roles/editor", member="user:a@b.c")
    binding = client.create("google_project_iam_binding", members=["user:a@b.d"], **grant)
    assert client.read("google_project_iam_member", gone) is None
    assert client.read("google_project_iam_member", kept) == kept
    assert client.read("google_project_iam_member", other) == other
    # A single grant of the same role afterwards: the binding sees a member that it does not know.
    client.create("google_project_iam_member", member="user:z@b.c", **grant)
    seen = client.read("google_project_iam_binding", binding) or {}
    assert seen["members"] == ["user:a@b.d", "user:z@b.c"]
    policy = client.data("google_project_iam_policy", project=PROJECT)["policy_data"]
    assert {binding["role"] for binding in json.loads(policy)["bindings"]} == {"roles/viewer", "roles/editor"}


def test_what_is_not_empty_is_not_deleted(client: Client) -> None:
    client.project()
    state = bucket(client)
    thing = client.create("google_storage_bucket_object", name="o", bucket="clinic-raw", content="x")
    with pytest.raises(RefusedError, match="Error 409: The bucket you tried to delete is not empty"):
        client.destroy("google_storage_bucket", state)
    client.destroy("google_storage_bucket_object", thing)
    client.destroy("google_storage_bucket", state)
    dataset = client.create("google_bigquery_dataset", dataset_id="d", location="EU")
    client.create("google_bigquery_table", dataset_id="d", **TABLE)
    with pytest.raises(RefusedError, match="Error 400: Dataset clinic-dev:d is still in use"):
        client.destroy("google_bigquery_dataset", dataset)


def test_protected_resources_are_not_deleted(client: Client) -> None:
    client.project()
    client.create("google_bigquery_dataset", dataset_id="d", location="EU")
    state = client.create("google_bigquery_table", dataset_id="d", table_id="t")
    assert state["deletion_protection"] is True
    with pytest.raises(RefusedError, match="deletion_protection is True"):
        client.destroy("google_bigquery_table", state)


def test_rings_stay_and_services_stay_enabled(client: Client) -> None:
    client.project("cloudkms")
    client.key()
    ring = client.imported("google_kms_key_ring", "clinic-dev/europe-west4/keys-europe-west4")
    client.destroy("google_kms_key_ring", ring)
    assert client.read("google_kms_key_ring", ring) == ring
    service = client.imported("google_project_service", f"{PROJECT}/cloudkms.googleapis.com")
    client.destroy("google_project_service", service)
    assert client.read("google_project_service", service) == service


def test_data_sources(client: Client) -> None:
    client.project("iam")
    assert client.data("google_client_config")["project"] == PROJECT
    assert client.data("google_logging_project_cmek_settings", project=PROJECT)["service_account_id"].startswith(
        "cmek-p"
    )
    bucket(client)
    assert client.data("google_storage_bucket", name="clinic-raw")["url"] == "gs://clinic-raw"
    with pytest.raises(RefusedError, match="Error 404"):
        client.data("google_storage_bucket", name="none")
    with pytest.raises(RefusedError, match="Error 403: Project 'none' not found or permission denied"):
        client.data("google_project", project_id="none")
    binding = [{"role": "roles/viewer", "members": ["user:b@c.d", "user:a@c.d"]}]
    text = client.data("google_iam_policy", binding=binding)["policy_data"]
    assert json.loads(text)["bindings"][0]["members"] == ["user:a@c.d", "user:b@c.d"]
    assert len(client.data("google_compute_zones", region=REGION)["names"]) == 3


def test_names_of_what_was_deleted_stay_taken(client: Client) -> None:
    client.project("iam", "sqladmin")
    pool = {"workload_identity_pool_id": "clinic-ci"}
    instance = {
        "name": "db",
        "database_version": "POSTGRES_17",
        "settings": [{"tier": "db-f1-micro", "edition": "ENTERPRISE"}],
    }
    for type_, values, words in (
        ("google_iam_workload_identity_pool", pool, "Error 409: Requested entity already exists"),
        ("google_sql_database_instance", instance, "Error 409: .* can't reuse the name .* until one week"),
    ):
        protection = {"deletion_protection": False} if "sql" in type_ else {}
        client.destroy(type_, client.create(type_, **values, **protection))
        with pytest.raises(RefusedError, match=words):
            client.create(type_, **values, **protection)


def test_what_is_in_a_database_goes_with_it(client: Client) -> None:
    client.project("sqladmin")
    settings = [{"tier": "db-f1-micro", "edition": "ENTERPRISE"}]
    made = client.create(
        "google_sql_database_instance",
        name="db",
        database_version="POSTGRES_17",
        settings=settings,
        deletion_protection=False,
    )
    inside = client.create("google_sql_database", name="records", instance="db", deletion_policy="ABANDON")
    client.destroy("google_sql_database_instance", made)
    assert client.read("google_sql_database", inside) is None


def test_the_peering_goes_before_its_network(client: Client) -> None:
    client.project("compute", "servicenetworking")
    network = client.create("google_compute_network", name="n", auto_create_subnetworks=False)
    inside = {"purpose": "VPC_PEERING", "address_type": "INTERNAL", "prefix_length": 16}
    client.create("google_compute_global_address", name="r", network=network["id"], **inside)
    peering = client.create(
        "google_service_networking_connection",
        network=network["id"],
        service="servicenetworking.googleapis.com",
        reserved_peering_ranges=["r"],
    )
    with pytest.raises(RefusedError, match=r"already being used by 'projects/clinic-dev/global/routes/peering-route-"):
        client.destroy("google_compute_network", network)
    client.destroy("google_service_networking_connection", peering)
    assert client.read("google_service_networking_connection", peering) is None
    client.destroy("google_compute_network", network)
