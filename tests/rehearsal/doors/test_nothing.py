"""What is not there: zeros where HashiCorp's provider writes them, no change to a plan, not in the cloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from rehearsal_client import PROJECT, REGION, Client

from landfast.provider.tree import data_source, resource_type
from landfast.provider.values import Object
from landfast.rehearsal.cloud.records import RECORD
from landfast.rehearsal.doors.terraform.nothing import read_back, read_data_back
from landfast.rehearsal.doors.terraform.values import UNKNOWN

RULE = {"action": [{"type": "Delete"}], "condition": [{"age": 7}]}
BUCKET = {"name": "ward", "location": "EU", "lifecycle_rule": [RULE]}
ENDPOINT = {"name": "1234567890", "display_name": "models", "location": REGION}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    made = Client(tmp_path_factory.mktemp("cloud"), rules=())
    yield made
    made.store.close()


def stored(client: Client, type_: str, name: str) -> Object:
    found = next(one for one in client.store.list(type_) if one.name.endswith(name))
    return found.fields


def test_what_read_found_none_of_is_a_zero(client: Client) -> None:
    state = client.create("google_storage_bucket", **BUCKET)
    assert (state["requester_pays"], state["default_event_based_hold"]) == (False, False)
    assert state["lifecycle_rule"][0]["action"][0]["storage_class"] == ""
    # What was planned as not there, and is no plain value, is not there.
    assert (state["labels"], state["logging"]) == (None, [])


def test_what_read_never_sets_is_as_it_was_planned(client: Client) -> None:
    state = client.create("google_vertex_ai_endpoint", **ENDPOINT)
    assert (state["description"], state["etag"], state["region"]) == ("", None, None)
    assert client.read("google_vertex_ai_endpoint", state) == state
    assert stored(client, "google_vertex_ai_endpoint", ENDPOINT["name"])["etag"]


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        ({}, False),
        ({"requester_pays": False}, False),
        ({"requester_pays": True}, True),
        ({"lifecycle_rule": [{"action": [{"type": "Delete", "storage_class": ""}], "condition": [{"age": 7}]}]}, False),
        ({"lifecycle_rule": [{"action": [{"type": "Delete"}], "condition": [{"age": 8}]}]}, True),
    ],
)
def test_a_zero_is_no_change(client: Client, change: Object, moved: bool) -> None:
    state = client.create("google_storage_bucket", **BUCKET)
    plan = client.plan("google_storage_bucket", client.config("google_storage_bucket", {**BUCKET, **change}), state)
    assert (plan.state != state, plan.replace) == (moved, ())


def test_a_number_that_was_never_set_and_shall_be_zero_is_a_change(client: Client) -> None:
    type_, values = "google_compute_subnetwork", {"name": "s", "network": "n", "ip_cidr_range": "10.0.0.0/24"}
    state = client.create(type_, **values)
    assert state["send_secondary_ip_range_if_empty"] is None
    plan = client.plan(type_, client.config(type_, {**values, "send_secondary_ip_range_if_empty": False}), state)
    assert plan.state["send_secondary_ip_range_if_empty"] is False


def test_zeros_of_a_state_do_not_reach_the_cloud(client: Client) -> None:
    state = client.create("google_storage_bucket", **BUCKET)
    before = stored(client, "google_storage_bucket", "ward")
    client.change("google_storage_bucket", state, **BUCKET, labels={"a": "b"})
    after = stored(client, "google_storage_bucket", "ward")
    assert {name for name in before if before[name] != after[name]} == {"labels", RECORD}
    assert after["requester_pays"] is None


def test_a_set_that_was_planned_whole_is_that_set() -> None:
    type_ = resource_type("google_bigquery_dataset")
    access: Object = dict.fromkeys(type_.block.blocks["access"].block.attributes) | {"role": "OWNER"}
    access |= {name: [] for name in type_.block.blocks["access"].block.blocks}
    found: Object = type_.block.conform({"dataset_id": "d", "access": [access]})
    zeros = {**access, **{name: "" for name, value in access.items() if value is None}}
    held: Any = read_back(type_, found, {**found, "access": [access]}, applied=True)["access"]
    computed: Any = read_back(type_, found, {**found, "access": UNKNOWN}, applied=True)["access"]
    assert (held, computed) == ([access], [zeros])
    assert read_back(type_, found, {**found, "access": [access]}, applied=False)["access"] == [access]


def test_a_data_source_has_zeros_too() -> None:
    type_ = data_source("google_project")
    found = read_data_back(type_, type_.block.conform({"project_id": PROJECT}), {"project_id": PROJECT})
    assert (found["project_id"], found["org_id"], found["labels"]) == (PROJECT, "", None)
