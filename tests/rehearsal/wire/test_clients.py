"""Google's own clients over the wire: each makes, reads, lists, changes, is refused, deletes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud import bigquery, kms_v1, resourcemanager_v3, secretmanager_v1, storage
from googleapiclient.errors import HttpError
from wired import PLACE, PROJECT, REGION, Bearer, ServedWire, generic, options, refused, served


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedWire]:
    with served(tmp_path_factory.mktemp("wire")) as standing:
        yield standing


def test_projects_and_folders(wire: ServedWire) -> None:
    known: dict[str, Any] = {"credentials": Bearer(), "transport": "rest"}
    known["client_options"] = options(wire, "cloudresourcemanager")
    folders, projects = resourcemanager_v3.FoldersClient(**known), resourcemanager_v3.ProjectsClient(**known)
    folder = folders.create_folder(
        folder=resourcemanager_v3.Folder(parent="organizations/123456789012", display_name="team-a")
    ).result()
    assert folder.state.name == "ACTIVE"
    assert [one.name for one in folders.list_folders(parent="organizations/123456789012")] == [folder.name]
    wanted = resourcemanager_v3.Project(project_id="clinic-client", parent=folder.name, labels={"a": "b"})
    made = projects.create_project(project=wanted).result()
    assert made.name.removeprefix("projects/").isdigit()
    # By its number it is the same.
    assert projects.get_project(name=made.name).project_id == "clinic-client"
    assert [one.project_id for one in projects.search_projects(query=f"parent={folder.name}")] == ["clinic-client"]
    made.display_name = "Clinic"
    assert projects.update_project(project=made, update_mask="displayName").result().display_name == "Clinic"
    with pytest.raises(exceptions.BadRequest):
        folders.delete_folder(name=folder.name).result()
    with pytest.raises(exceptions.Conflict):
        projects.create_project(project=wanted)
    projects.delete_project(name=made.name).result()
    assert projects.get_project(name="projects/clinic-client").state.name == "DELETE_REQUESTED"
    assert projects.undelete_project(name=made.name).result().state.name == "ACTIVE"
    projects.delete_project(name=made.name).result()
    folders.delete_folder(name=folder.name).result()
    with pytest.raises(exceptions.Forbidden, match="or it may not exist"):
        projects.get_project(name="projects/not-there")


def test_policies_are_set_on_condition_of_their_etag(wire: ServedWire) -> None:
    client = resourcemanager_v3.ProjectsClient(
        credentials=Bearer(), transport="rest", client_options=options(wire, "cloudresourcemanager")
    )
    name = f"projects/{PROJECT}"
    before = client.get_iam_policy(resource=name)
    before.bindings.add(role="roles/viewer", members=["user:ada@clinic.example"])
    after = client.set_iam_policy(request={"resource": name, "policy": before})
    assert after.etag != before.etag
    with pytest.raises(exceptions.Conflict, match="concurrent policy changes"):
        client.set_iam_policy(request={"resource": name, "policy": before})
    asked = {"resource": name, "permissions": ["resourcemanager.projects.get"]}
    assert client.test_iam_permissions(request=asked).permissions == ["resourcemanager.projects.get"]
    del after.bindings[:]
    client.set_iam_policy(request={"resource": name, "policy": after})


def test_keys(wire: ServedWire) -> None:
    client = kms_v1.KeyManagementServiceClient(
        credentials=Bearer(), transport="rest", client_options=options(wire, "cloudkms")
    )
    ring = client.create_key_ring(parent=PLACE, key_ring_id="r", key_ring={})
    key = client.create_crypto_key(
        parent=ring.name, crypto_key_id="k", crypto_key={"purpose": "ENCRYPT_DECRYPT", "labels": {"a": "b"}}
    )
    assert key.primary.name == f"{ring.name}/cryptoKeys/k/cryptoKeyVersions/1"
    assert [one.name for one in client.list_crypto_keys(parent=ring.name)] == [key.name]
    key.labels["c"] = "d"
    changed = client.update_crypto_key(crypto_key=key, update_mask={"paths": ["labels"]})
    assert dict(changed.labels) == {"a": "b", "c": "d"}
    second = client.create_crypto_key_version(parent=key.name, crypto_key_version={})
    client.update_crypto_key_primary_version(name=key.name, crypto_key_version_id="2")
    assert client.get_crypto_key(name=key.name).primary.name == second.name
    assert client.destroy_crypto_key_version(name=second.name).state.name == "DESTROY_SCHEDULED"
    with pytest.raises(exceptions.Conflict):
        client.create_key_ring(parent=PLACE, key_ring_id="r", key_ring={})
    with pytest.raises(exceptions.NotFound):
        client.get_crypto_key(name=f"{ring.name}/cryptoKeys/none")
    with pytest.raises(exceptions.MethodNotImplemented, match="make the answer up"):
        client.encrypt(name=key.name, plaintext=b"x")


def test_secrets(wire: ServedWire) -> None:
    client = secretmanager_v1.SecretManagerServiceClient(
        credentials=Bearer(), transport="rest", client_options=options(wire, "secretmanager")
    )
    placed = {"replication": {"user_managed": {"replicas": [{"location": REGION}]}}}
    secret = client.create_secret(parent=f"projects/{PROJECT}", secret_id="s", secret=placed)  # noqa: S106
    first = client.add_secret_version(parent=secret.name, payload={"data": b"one"})
    client.add_secret_version(parent=secret.name, payload={"data": b"two"})
    assert client.access_secret_version(name=f"{secret.name}/versions/latest").payload.data == b"two"
    assert client.access_secret_version(name=first.name).payload.data == b"one"
    assert {one.name.rsplit("/", 1)[-1] for one in client.list_secret_versions(parent=secret.name)} == {"1", "2"}
    client.disable_secret_version(name=first.name)
    with pytest.raises(exceptions.BadRequest, match="DISABLED"):
        client.access_secret_version(name=first.name)
    assert client.destroy_secret_version(name=first.name).state.name == "DESTROYED"
    secret.labels["a"] = "b"
    assert dict(client.update_secret(secret=secret, update_mask={"paths": ["labels"]}).labels) == {"a": "b"}
    client.delete_secret(name=secret.name)
    with pytest.raises(exceptions.NotFound):
        client.get_secret(name=secret.name)


def test_buckets_and_objects(wire: ServedWire) -> None:
    client = storage.Client(project=PROJECT, credentials=Bearer(), client_options=options(wire, "storage"))
    bucket = client.bucket("clinic-raw")
    bucket.iam_configuration.uniform_bucket_level_access_enabled = True
    bucket.add_lifecycle_delete_rule(age=30)
    bucket = client.create_bucket(bucket, location=REGION)
    assert (bucket.location, bucket.location_type) == (REGION.upper(), "region")
    assert [one.name for one in client.list_buckets()] == ["clinic-raw"]
    bucket.labels = {"a": "b"}
    bucket.patch()
    assert client.get_bucket("clinic-raw").labels == {"a": "b"}
    assert list(client.get_bucket("clinic-raw").lifecycle_rules) == [
        {"action": {"type": "Delete"}, "condition": {"age": 30}}
    ]
    data = bytes(range(256)) * 3000
    for name in ("in/a.csv", "in/b.csv", "readme"):
        bucket.blob(name).upload_from_string(data)
    assert bucket.blob("in/a.csv").download_as_bytes() == data
    assert bucket.blob("in/a.csv").download_as_bytes(start=5, end=9) == data[5:10]
    parts = bucket.blob("parts", chunk_size=256 * 1024)
    parts.upload_from_file(io.BytesIO(data))
    assert parts.download_as_bytes() == data
    assert [one.name for one in client.list_blobs(bucket, prefix="in/")] == ["in/a.csv", "in/b.csv"]
    found = client.list_blobs(bucket, delimiter="/")
    assert ([one.name for one in found], found.prefixes) == (["parts", "readme"], {"in/"})
    assert bucket.copy_blob(bucket.blob("readme"), bucket, "copy").name == "copy"
    with pytest.raises(exceptions.PreconditionFailed):
        bucket.blob("readme").upload_from_string(b"", if_generation_match=0)
    with pytest.raises(exceptions.Conflict, match="not empty"):
        bucket.delete()
    policy = bucket.get_iam_policy(requested_policy_version=3)
    policy.bindings.append({"role": "roles/storage.objectViewer", "members": {"user:ada@clinic.example"}})
    bucket.set_iam_policy(policy)
    assert bucket.test_iam_permissions(["storage.objects.get"]) == ["storage.objects.get"]
    assert client.get_service_account_email().startswith("service-")
    bucket.delete(force=True)
    with pytest.raises(exceptions.NotFound):
        client.get_bucket("clinic-raw")


def test_datasets_and_tables(wire: ServedWire) -> None:
    client = bigquery.Client(project=PROJECT, credentials=Bearer(), client_options=options(wire, "bigquery"))
    wanted = bigquery.Dataset(f"{PROJECT}.raw")
    wanted.location = REGION
    dataset = client.create_dataset(wanted)
    assert len(dataset.access_entries) >= 3
    assert [one.dataset_id for one in client.list_datasets()] == ["raw"]
    dataset.description = "as it came"
    dataset.default_table_expiration_ms = 3_600_000 * 24
    assert client.update_dataset(dataset, ["description", "default_table_expiration_ms"]).description == "as it came"
    with pytest.raises(exceptions.PreconditionFailed):
        client.update_dataset(dataset, ["description"])
    columns = [bigquery.SchemaField("id", "STRING", mode="REQUIRED"), bigquery.SchemaField("age", "INT64")]
    table = client.create_table(bigquery.Table(f"{PROJECT}.raw.people", schema=columns))
    assert [column.name for column in client.get_table(table).schema] == ["id", "age"]
    assert [one.table_id for one in client.list_tables("raw")] == ["people"]
    with pytest.raises(exceptions.Conflict):
        client.create_dataset(wanted)
    with pytest.raises(exceptions.BadRequest, match="still in use"):
        client.delete_dataset("raw")
    with pytest.raises(exceptions.MethodNotImplemented, match="make the answer up"):
        client.query("SELECT 1", retry=None, job_retry=None)
    client.delete_dataset("raw", delete_contents=True)
    with pytest.raises(exceptions.NotFound):
        client.get_table(table)


def test_accounts_roles_and_pools(wire: ServedWire) -> None:
    iam = generic(wire, "iam", "v1").projects()
    accounts, parent = iam.serviceAccounts(), f"projects/{PROJECT}"
    made = accounts.create(name=parent, body={"accountId": "robot-a", "serviceAccount": {"displayName": "R"}}).execute()
    assert made["email"] == f"robot-a@{PROJECT}.iam.gserviceaccount.com"
    assert accounts.get(name=f"projects/-/serviceAccounts/{made['uniqueId']}").execute()["email"] == made["email"]
    asked = {"serviceAccount": {"displayName": "Robot"}, "updateMask": "displayName"}
    assert accounts.patch(name=made["name"], body=asked).execute()["displayName"] == "Robot"
    key = accounts.keys().create(name=made["name"], body={}).execute()
    assert [one["name"] for one in accounts.keys().list(name=made["name"]).execute()["keys"]] == [key["name"]]
    role = {"roleId": "reader", "role": {"title": "Reader", "includedPermissions": ["storage.objects.get"]}}
    assert iam.roles().create(parent=parent, body=role).execute()["name"] == f"{parent}/roles/reader"
    with pytest.raises(HttpError, match="is not valid"):
        iam.roles().create(
            parent=parent, body={"roleId": "x", "role": {"includedPermissions": ["no.such.thing"]}}
        ).execute()
    pools = iam.locations().workloadIdentityPools()
    made_pool = pools.create(
        parent=f"{parent}/locations/global", workloadIdentityPoolId="github", body={"displayName": "GitHub"}
    ).execute()
    assert made_pool["done"]
    assert pools.operations().get(name=made_pool["name"]).execute() == made_pool
    accounts.delete(name=made["name"]).execute()
    with pytest.raises(HttpError) as refused:
        accounts.get(name=made["name"]).execute()
    assert refused.value.resp.status == 404


def test_repositories(wire: ServedWire) -> None:
    repositories = generic(wire, "artifactregistry", "v1").projects().locations().repositories()
    policy = {"old": {"id": "old", "action": "DELETE", "condition": {"olderThan": "86400s", "tagState": "UNTAGGED"}}}
    operation = repositories.create(
        parent=PLACE, repositoryId="containers", body={"format": "DOCKER", "cleanupPolicies": policy}
    ).execute()
    assert operation["response"]["cleanupPolicies"] == policy
    name = f"{PLACE}/repositories/containers"
    assert [one["name"] for one in repositories.list(parent=PLACE).execute()["repositories"]] == [name]
    changed = repositories.patch(name=name, updateMask="description", body={"description": "images"}).execute()
    assert (changed["description"], changed["cleanupPolicies"]) == ("images", policy)
    with pytest.raises(HttpError, match="already exists"):
        repositories.create(parent=PLACE, repositoryId="containers", body={"format": "DOCKER"}).execute()
    assert repositories.delete(name=name).execute()["done"]


def test_services(wire: ServedWire) -> None:
    services = generic(wire, "serviceusage", "v1").services()
    name = f"projects/{PROJECT}/services/pubsub.googleapis.com"
    assert services.get(name=name).execute()["state"] == "DISABLED"
    assert services.enable(name=name, body={}).execute()["response"]["service"]["state"] == "ENABLED"
    page = services.list(parent=f"projects/{PROJECT}", filter="state:ENABLED", pageSize=10).execute()
    assert len(page["services"]) == 10
    rest = services.list(
        parent=f"projects/{PROJECT}", filter="state:ENABLED", pageSize=100, pageToken=page["nextPageToken"]
    ).execute()
    names = [one["config"]["name"] for one in (*page["services"], *rest["services"])]
    assert len(names) == len(set(names))
    assert "pubsub.googleapis.com" in names
    assert services.disable(name=name, body={}).execute()["response"]["service"]["state"] == "DISABLED"
    parent, nothing = f"projects/{PROJECT}", ("pubsubs.googleapis.com", "sql.googleapis.com")
    asked = {"serviceIds": ["pubsub.googleapis.com", *nothing]}
    words = refused(services.batchEnable(parent=parent, body=asked), 403)
    assert f"Not found or permission denied for service(s): {', '.join(nothing)}." in words
    assert services.get(name=name).execute()["state"] == "DISABLED"
    refused(services.get(name=f"{parent}/services/{nothing[0]}"), 403)
    refused(services.enable(name=f"{parent}/services/{nothing[0]}", body={}), 403)
