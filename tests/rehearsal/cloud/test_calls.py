"""The simulated cloud by its own calls, without Terraform: as any door asks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call, Verb
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.iam import Grants
from landfast.rehearsal.cloud.refusal import Refusal
from landfast.rehearsal.cloud.store import Store, StoredResource

PROJECT, REGION = "clinic-dev", "europe-west4"
BUCKET, KEY, RING = "google_storage_bucket", "google_kms_crypto_key", "google_kms_key_ring"
ACCOUNT = f"runner@{PROJECT}.iam.gserviceaccount.com"
MEMBER = f"serviceAccount:{ACCOUNT}"


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    store = Store(tmp_path / "cloud.sqlite")
    made = Cloud(store)
    create(made, "google_project", project_id=PROJECT, name="clinic", org_id="1")
    for service in ("cloudkms", "iam", "pubsub"):
        create(made, "google_project_service", project=PROJECT, service=f"{service}.googleapis.com")
    yield made
    store.close()


def call(verb: Verb, type_: str, name: str = "", /, **fields: Any) -> Call:
    return Call(verb, kind(type_), name, fields=fields)


def create(cloud: Cloud, type_: str, /, **fields: Any) -> StoredResource:
    return cloud.answer(call("create", type_, **fields))


def bucket(cloud: Cloud, name: str = "clinic-raw", **fields: Any) -> StoredResource:
    return create(cloud, BUCKET, **({"name": name, "project": PROJECT, "location": REGION} | fields))


def grant(cloud: Cloud, type_: str, name: str, role: str, *members: str) -> dict[str, Any]:
    return cloud.policy(call("set_iam_policy", type_, name, bindings=[{"role": role, "members": list(members)}]))


def test_a_kind_is_what_the_facts_know_of_it() -> None:
    found = kind("google_pubsub_topic")
    assert (found.api, found.collection) == ("pubsub.googleapis.com", "topics")
    assert found.name_format == "projects/{{project}}/topics/{{name}}"
    assert (kind(BUCKET).collection, kind(KEY).collection) == ("b", "cryptoKeys")


def test_a_bucket_is_made_read_listed_changed_and_deleted(cloud: Cloud) -> None:
    made = bucket(cloud, labels={"a": "1"})
    assert (made.name, made.project, made.fields["url"]) == ("clinic-raw", PROJECT, "gs://clinic-raw")
    assert cloud.answer(call("read", BUCKET, "clinic-raw")).fields == made.fields
    assert [item.name for item in cloud.list(call("list", BUCKET))] == ["clinic-raw"]
    changed = cloud.answer(call("update", BUCKET, "clinic-raw", **{**made.fields, "labels": {"a": "2"}}))
    assert cloud.answer(call("read", BUCKET, "clinic-raw")).fields["labels"] == changed.fields["labels"] == {"a": "2"}
    cloud.answer(call("delete", BUCKET, "clinic-raw"))
    assert cloud.list(call("list", BUCKET)) == []
    with pytest.raises(Refusal, match="404 NOT_FOUND"):
        cloud.answer(call("read", BUCKET, "clinic-raw"))


def test_the_cloud_keeps_the_apis_fields_and_none_of_the_providers(cloud: Cloud) -> None:
    fields = bucket(cloud, force_destroy=True, deletion_policy="PREVENT", terraform_labels={"a": "1"}).fields
    assert {"force_destroy", "deletion_policy", "terraform_labels", "effective_labels", "id"}.isdisjoint(fields)
    cloud.answer(call("delete", BUCKET, "clinic-raw"))


def test_a_refusal_has_googles_code_status_and_reason(cloud: Cloud) -> None:
    bucket(cloud)
    refused = {
        "clinic-raw": (409, "ABORTED", "conflict"),
        "elsewhere": (404, "NOT_FOUND", "notFound"),
    }
    projects = {"clinic-raw": PROJECT, "elsewhere": "none-such"}
    for name, expected in refused.items():
        with pytest.raises(Refusal) as error:
            bucket(cloud, name, project=projects[name])
        assert (error.value.code, error.value.status, error.value.reason) == expected


def test_a_service_must_be_enabled(cloud: Cloud) -> None:
    with pytest.raises(Refusal, match="Secret Manager API has not been used") as error:
        create(cloud, "google_secret_manager_secret", project=PROJECT, secret_id="s")  # noqa: S106 - a name
    assert (error.value.status, error.value.reason) == ("PERMISSION_DENIED", "SERVICE_DISABLED")


def test_a_key_encrypts_for_those_who_are_granted_it_and_is_never_gone(cloud: Cloud) -> None:
    ring = create(cloud, RING, project=PROJECT, name="ring", location=REGION)
    key = create(cloud, KEY, name="content", key_ring=ring.name)
    agent = f"service-{number(cloud)}@gs-project-accounts.iam.gserviceaccount.com"
    encrypted = {"encryption": [{"default_kms_key_name": key.name}]}
    with pytest.raises(Refusal, match="Permission denied on Cloud KMS key"):
        bucket(cloud, **encrypted)
    cloud.store.put(StoredResource("service_agent", agent, PROJECT, {"email": agent}))
    grant(cloud, KEY, key.name, "roles/cloudkms.cryptoKeyEncrypterDecrypter", f"serviceAccount:{agent}")
    assert bucket(cloud, **encrypted).name == "clinic-raw"
    cloud.answer(call("delete", KEY, key.name))
    assert cloud.answer(call("read", KEY, key.name)).fields["primary"] == []
    with pytest.raises(Refusal, match="DESTROY_SCHEDULED"):
        bucket(cloud, "clinic-features", **encrypted)


def number(cloud: Cloud) -> str:
    return str(cloud.answer(call("read", "google_project", f"projects/{PROJECT}")).fields["number"])


def test_an_account_is_granted_roles_that_there_are(cloud: Cloud) -> None:
    bucket(cloud)
    viewer = "roles/storage.objectViewer"
    with pytest.raises(Refusal, match=f"Service account {ACCOUNT} does not exist"):
        grant(cloud, BUCKET, "clinic-raw", viewer, MEMBER)
    account = create(cloud, "google_service_account", project=PROJECT, account_id="runner")
    assert (account.name, account.fields["email"]) == (f"projects/{PROJECT}/serviceAccounts/{ACCOUNT}", ACCOUNT)
    with pytest.raises(Refusal, match=r"Role roles/storage\.owner is not supported"):
        grant(cloud, BUCKET, "clinic-raw", "roles/storage.owner", MEMBER)
    assert grant(cloud, BUCKET, "clinic-raw", viewer, MEMBER) == {"bindings": [{"role": viewer, "members": [MEMBER]}]}
    # What was granted before is no new grant: it may stay when its account is gone.
    cloud.answer(call("delete", "google_service_account", account.name))
    assert grant(cloud, BUCKET, "clinic-raw", viewer, MEMBER, "user:A@B.C")["bindings"][0]["members"] == [
        MEMBER,
        "user:a@b.c",
    ]


def test_a_policy_goes_with_its_resource_and_with_its_project(cloud: Cloud) -> None:
    bucket(cloud)
    held = Grants(cloud.store)
    grant(cloud, BUCKET, "clinic-raw", "roles/storage.objectViewer", "user:a@b.c")
    cloud.answer(call("delete", BUCKET, "clinic-raw"))
    bucket(cloud)
    assert cloud.policy(call("get_iam_policy", BUCKET, "clinic-raw")) == {"bindings": []}
    grant(cloud, "google_project", f"projects/{PROJECT}", "roles/viewer", "user:a@b.c")
    cloud.answer(call("delete", "google_project", f"projects/{PROJECT}"))
    assert held.of("google_project", f"projects/{PROJECT}") == []
    cloud.store.undelete_project(PROJECT)
    assert [found.member for found in held.of("google_project", f"projects/{PROJECT}")] == ["user:a@b.c"]


def test_a_condition_is_part_of_a_grant(cloud: Cloud) -> None:
    condition = {"title": "for a while", "expression": "request.time < timestamp('2030-01-01T00:00:00Z')"}
    binding = {"role": "roles/storage.admin", "members": ["user:a@b.c"], "condition": condition}
    name = f"projects/{PROJECT}"
    assert cloud.policy(call("set_iam_policy", "google_project", name, bindings=[binding])) == {"bindings": [binding]}
    with pytest.raises(Refusal, match="400 INVALID_ARGUMENT"):
        cloud.policy(call("set_iam_policy", "google_project", name, bindings=[{"role": "roles/viewer"}]))


def test_an_organization_policy_binds_creates(cloud: Cloud) -> None:
    constraint = "gcp.resourceLocations"
    rules = [{"values": [{"allowed_values": [f"in:{REGION}-locations"]}]}]
    parent = f"projects/{PROJECT}"
    name = f"{parent}/policies/{constraint}"
    create(cloud, "google_org_policy_policy", name=name, parent=parent, spec=[{"rules": rules}])
    assert bucket(cloud).name == "clinic-raw"
    with pytest.raises(Refusal, match=f"violates constraint 'constraints/{constraint}'") as error:
        bucket(cloud, "clinic-us", location="US")
    assert (error.value.code, error.value.status) == (412, "FAILED_PRECONDITION")
    cloud.answer(call("delete", "google_org_policy_policy", name))
    assert bucket(cloud, "clinic-us", location="US").name == "clinic-us"


def test_a_refused_call_leaves_nothing(cloud: Cloud) -> None:
    before = [resource.name for resource in cloud.store.list()]
    with pytest.raises(Refusal):
        bucket(cloud, encryption=[{"default_kms_key_name": "projects/p/locations/r/keyRings/k/cryptoKeys/none"}])
    assert [resource.name for resource in cloud.store.list()] == before
