"""What a plan would change, read off Terraform's JSON plan: what forces it, what is lost, what is secret."""

from __future__ import annotations

from typing import Any

import pytest

from landfast.terraform import Attribute, PlannedChange, changes, digest


def planned(address: str, actions: list[str], before: Any, after: Any, **more: Any) -> dict[str, Any]:
    """A resource of `resource_changes`."""
    above = {key: more.pop(key) for key in ("action_reason", "deposed", "mode") if key in more}
    kind = address.partition(".")[0]
    change = {"actions": actions, "before": before, "after": after, "after_unknown": {}, **more}
    return {"address": address, "mode": "managed", "type": kind, "change": change, **above}


def plan(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resource_changes": list(resources)}


def one(*arguments: Any, **more: Any) -> PlannedChange:
    [change] = changes("data", plan(planned(*arguments, **more)))
    return change


def test_what_is_made_anew_names_the_attribute_that_forces_it_and_what_is_lost() -> None:
    before, after = {"name": "a-raw", "location": "EU", "labels": {}}, {"name": "a-raw", "location": "US", "labels": {}}
    change = one("google_storage_bucket.raw", ["delete", "create"], before, after, replace_paths=[["location"]])
    assert (change.action, change.noun, change.name, change.group) == ("replace", "bucket", "a-raw", "data")
    assert change.forced_by == (Attribute("location", "EU", "US"),)
    assert change.attributes == change.forced_by
    assert change.loses == "its objects"


def test_a_path_into_blocks_is_written_as_terraform_writes_it() -> None:
    before = {"name": "a", "disk": [{"key": {"self_link": "old"}}]}
    after = {"name": "a", "disk": [{"key": {}}]}
    paths = [["disk", 0, "key", "self_link"], ["network"]]
    change = one("google_compute_disk.d", ["create", "delete"], before, after, replace_paths=paths,
                 after_unknown={"disk": [{"key": {"self_link": True}}]})  # fmt: skip
    assert [item.path for item in change.forced_by] == ["disk[0].key.self_link", "network"]
    assert change.forced_by[0] == Attribute("disk[0].key.self_link", "old", None, known=False)
    assert (change.group, change.loses) == ("data", "its content")


@pytest.mark.parametrize(
    ("more", "because"),
    [
        ({"action_reason": "delete_because_no_resource_config"}, "the spec asks for it no longer"),
        ({"deposed": "00000000"}, "left over from when it was last made anew"),
        ({}, ""),
        ({"action_reason": "one_of_tomorrow"}, ""),
    ],
)
def test_what_is_deleted_says_why(more: dict[str, Any], because: str) -> None:
    change = one("google_pubsub_topic.t", ["delete"], {"name": "t"}, None, **more)
    assert (change.action, change.because, change.loses) == ("delete", because, "messages that it retains")
    assert change.attributes == ()


def test_what_is_secret_is_never_told() -> None:
    change = one("google_sql_user.u", ["update"], {"name": "u", "password": "old"}, {"name": "u", "password": "new"},
                 before_sensitive={"password": True}, after_sensitive={"password": True})  # fmt: skip
    assert change.attributes == (Attribute("password", None, None, sensitive=True),)
    whole = one("google_sql_user.u", ["create"], None, {"name": "u", "password": "new"}, after_sensitive=True)
    assert {(item.before, item.after) for item in whole.attributes} == {(None, None)}


def test_of_what_is_created_what_is_set_is_told_and_of_what_is_changed_what_will_be_known() -> None:
    created = one("google_pubsub_topic.t", ["create"], None, {"name": "t", "labels": None}, after_unknown={"id": True})
    assert created.attributes == (Attribute("name", None, "t"),)
    assert created.loses == ""
    updated = one("google_pubsub_topic.t", ["update"], {"name": "t", "etag": "1", "kms_key_name": "k"},
                  {"name": "t", "kms_key_name": None}, after_unknown={"etag": True})  # fmt: skip
    assert updated.attributes == (
        Attribute("etag", "1", None, known=False), Attribute("kms_key_name", "k", None))  # fmt: skip
    assert updated.loses == ""


def test_what_does_not_change_is_left_out() -> None:
    resources = [
        planned("google_pubsub_topic.a", ["no-op"], {"name": "a"}, {"name": "a"}),
        planned("data.google_project.p", ["read"], None, {}, mode="data"),
        planned("google_pubsub_topic.b", ["forget"], {"name": "b"}, None),
    ]
    assert changes("data", plan(*resources)) == []
    assert changes("data", {}) == []


def test_what_is_lost_comes_first_then_by_what_it_holds() -> None:
    address = {
        "create": "google_storage_bucket.new",
        "update": "google_kms_key_ring.k",
        "bucket": "google_storage_bucket.b",
        "key": "google_kms_crypto_key.k",
        "route": "google_compute_route.r",
        "project": "google_project.p",
        "topic": "google_bigquery_job.a",
    }
    resources = [planned(address["create"], ["create"], None, {}), planned(address["update"], ["update"], {}, {"a": 1})]
    for name in ("route", "key", "bucket", "topic", "project"):
        resources.append(planned(address[name], ["delete", "create"], {"name": name}, {"name": name}))
    found = [change.address for change in changes("data", plan(*resources))]
    expected = ("project", "bucket", "topic", "key", "route", "create", "update")
    assert found == [address[name] for name in expected]


@pytest.mark.parametrize(
    ("kind", "values", "name"),
    [
        ("google_project", {"project_id": "a-dev", "name": "A"}, "a-dev"),
        ("google_bigquery_dataset", {"dataset_id": "raw", "friendly_name": "x"}, "raw"),
        ("google_vertex_ai_endpoint", {"name": "8688030388", "display_name": "models"}, "models"),
        ("google_kms_key_ring", {"name": "projects/p/locations/l/keyRings/k"}, "k"),
        ("google_storage_bucket_iam_member", {"role": "r", "member": "user:a@b.example", "id": "x"}, "tail"),
        ("google_logging_folder_settings", {"name": None, "folder": "1"}, "tail"),
    ],
)
def test_a_resource_is_called_as_a_person_calls_it(kind: str, values: dict[str, Any], name: str) -> None:
    assert one(f"{kind}.tail", ["delete"], values, None).name == name


def test_a_digest_is_that_of_what_is_done() -> None:
    topic = planned("google_pubsub_topic.t", ["create"], None, {"name": "t"})
    bucket = planned("google_storage_bucket.b", ["delete"], {"name": "b"}, None)
    first, again = (changes("data", {**plan(topic, bucket), "timestamp": now}) for now in ("1", "2"))
    assert digest(first) == digest(reversed(again))
    others = [
        changes("data", plan(topic)),
        changes("other", plan(topic, bucket)),
        changes("data", plan(planned("google_pubsub_topic.t", ["create"], None, {"name": "u"}), bucket)),
        [],
    ]
    assert len({digest(first), *map(digest, others)}) == 5
