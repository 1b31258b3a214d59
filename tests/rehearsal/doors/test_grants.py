"""IAM members, bindings and policies through Terraform: resources to it, rows of one policy to the cloud."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rehearsal_client import PROJECT, REGION, Client, RefusedError

from landfast.rehearsal.cloud.iam import Grants, RoleGrant

ROLE = "roles/storage.objectViewer"
BUCKET = {"bucket": "clinic-raw", "role": ROLE}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    made = Client(tmp_path)
    made.project("pubsub")
    made.create("google_storage_bucket", name="clinic-raw", location=REGION, force_destroy=True)
    yield made
    made.store.close()


def test_a_member_is_a_grant_on_its_resource(client: Client) -> None:
    state = client.create("google_storage_bucket_iam_member", member="user:A@b.c", **BUCKET)
    granted = Grants(client.store).of("google_storage_bucket", "clinic-raw")
    assert granted == [RoleGrant(ROLE, "user:a@b.c")]
    client.destroy("google_storage_bucket_iam_member", state)
    assert Grants(client.store).of("google_storage_bucket", "clinic-raw") == []


IMPORTS: list[tuple[str, dict[str, Any], str]] = [
    ("google_storage_bucket_iam_member", {**BUCKET, "member": "user:a@b.c"}, f"b/clinic-raw {ROLE} user:a@b.c"),
    ("google_storage_bucket_iam_binding", {**BUCKET, "members": ["user:a@b.c", "user:b@b.c"]}, f"b/clinic-raw {ROLE}"),
    (
        "google_project_iam_member",
        {"project": PROJECT, "role": "roles/viewer", "member": "user:a@b.c"},
        f"{PROJECT} roles/viewer user:a@b.c",
    ),
]


@pytest.mark.parametrize(("type_name", "values", "id_"), IMPORTS, ids=lambda value: str(value)[:40])
def test_a_grant_is_imported_as_it_was_made(client: Client, type_name: str, values: dict[str, Any], id_: str) -> None:
    state = client.create(type_name, **values)
    imported = client.imported(type_name, id_)
    assert {name: imported[name] for name in ("id", *values)} == {name: state[name] for name in ("id", *values)}
    plan = client.plan(type_name, client.config(type_name, values), imported)
    assert (plan.state, plan.replace) == (imported, ())


def test_a_short_name_and_a_path_are_one_resource(client: Client) -> None:
    topic = client.create("google_pubsub_topic", name="events")
    client.create("google_pubsub_subscription", name="events", topic=topic["id"])
    common = {"role": "roles/pubsub.subscriber", "member": "user:a@b.c"}
    short = client.create("google_pubsub_subscription_iam_member", subscription="events", **common)
    whole = f"projects/{PROJECT}/subscriptions/events"
    assert client.read("google_pubsub_subscription_iam_member", short) == short
    assert [grant.member for grant in Grants(client.store).of("google_pubsub_subscription", whole)] == ["user:a@b.c"]


def test_a_policy_shows_what_was_granted_beside_it(client: Client) -> None:
    text = client.data("google_iam_policy", binding=[{"role": ROLE, "members": ["user:a@b.c"]}])["policy_data"]
    policy = client.create("google_storage_bucket_iam_policy", bucket="clinic-raw", policy_data=text)
    assert client.read("google_storage_bucket_iam_policy", policy) == policy
    client.create("google_storage_bucket_iam_member", member="user:z@b.c", **BUCKET)
    seen = client.read("google_storage_bucket_iam_policy", policy) or {}
    assert "user:z@b.c" in seen["policy_data"]


def test_a_deleted_bucket_takes_its_policy_and_with_force_its_objects(client: Client) -> None:
    bucket = client.create("google_storage_bucket", name="clinic-full", location=REGION)
    client.create("google_storage_bucket_object", bucket="clinic-full", name="a", content="x")
    member = client.create("google_storage_bucket_iam_member", bucket="clinic-full", role=ROLE, member="user:a@b.c")
    with pytest.raises(RefusedError, match="not empty"):
        client.destroy("google_storage_bucket", bucket)
    forced = {"name": "clinic-full", "location": REGION, "force_destroy": True}
    client.destroy("google_storage_bucket", client.change("google_storage_bucket", bucket, **forced))
    assert client.read("google_storage_bucket_iam_member", member) is None
    assert client.store.list("google_storage_bucket_object") == []
