"""What the provider plans: computed values, defaults, labels, replacement, suppressed differences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rehearsal_client import PROJECT, Client, RefusedError

from landfast.provider.values import Object
from landfast.rehearsal.doors.terraform.plan.suppress import same_image
from landfast.rehearsal.doors.terraform.values import UNKNOWN


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    made = Client(tmp_path, rules=(), default_labels={"application": "diagnosis"})
    yield made
    made.store.close()


def bucket(**values: Any) -> Object:
    return {"name": "b", "location": "europe-west4", "project": PROJECT, **values}


def test_create_knows_what_the_provider_knows(client: Client) -> None:
    planned = client.plan("google_storage_bucket", client.config("google_storage_bucket", bucket(labels={"a": "b"})))
    state = planned.state
    assert state["url"] is UNKNOWN
    assert state["soft_delete_policy"] is UNKNOWN
    assert (state["location"], state["storage_class"], state["force_destroy"]) == ("EUROPE-WEST4", "STANDARD", False)
    assert state["deletion_policy"] == "DELETE"
    assert state["terraform_labels"] == {"a": "b", "application": "diagnosis", "goog-terraform-provisioned": "true"}
    assert state["effective_labels"] == state["terraform_labels"]
    assert state["cors"] == []


def test_unknown_labels_make_the_label_maps_unknown(client: Client) -> None:
    config = client.config("google_storage_bucket", bucket()) | {"labels": {"a": UNKNOWN}}
    state = client.plan("google_storage_bucket", config).state
    assert (state["terraform_labels"], state["effective_labels"]) == (UNKNOWN, UNKNOWN)


def test_project_of_the_provider_at_plan_or_at_apply(client: Client) -> None:
    topic = client.plan("google_pubsub_topic", client.config("google_pubsub_topic", {"name": "t"}))
    assert topic.state["project"] == PROJECT
    config = client.config("google_storage_bucket", {"name": "b", "location": "EU"})
    assert client.plan("google_storage_bucket", config).state["project"] is UNKNOWN
    assert client.create("google_storage_bucket", name="b", location="EU")["project"] == PROJECT
    client.configure(project=None)
    with pytest.raises(RefusedError, match="project: required field is not set"):
        client.plan("google_pubsub_topic", client.config("google_pubsub_topic", {"name": "t"}))


def test_label_that_another_hand_set_stays_and_a_dropped_one_goes(client: Client) -> None:
    state = client.create("google_storage_bucket", **bucket(labels={"a": "b"}))
    state["effective_labels"] = {**state["effective_labels"], "by-hand": "yes"}
    changed = client.plan("google_storage_bucket", client.config("google_storage_bucket", bucket()), state)
    assert changed.state["effective_labels"] == {
        "application": "diagnosis",
        "by-hand": "yes",
        "goog-terraform-provisioned": "true",
    }
    assert changed.replace == ()


BUCKET_CHANGES = [
    ({"location": "EU"}, [("location",)]),
    ({"location": "EUROPE-west4"}, []),
    ({"storage_class": "NEARLINE"}, []),
    ({"versioning": [{"enabled": True}]}, []),
    ({"hierarchical_namespace": [{"enabled": True}]}, [("hierarchical_namespace", 0, "enabled")]),
    ({"custom_placement_config": [{"data_locations": ["A", "B"]}]}, [("custom_placement_config",)]),
    ({"lifecycle_rule": [{"action": [{"type": "Delete"}], "condition": [{"age": 3}]}]}, []),
]


@pytest.mark.parametrize(("change", "replaced"), BUCKET_CHANGES)
def test_what_replaces_a_bucket(client: Client, change: Object, replaced: list[tuple[str, ...]]) -> None:
    state = client.create("google_storage_bucket", **bucket())
    planned = client.plan("google_storage_bucket", client.config("google_storage_bucket", bucket(**change)), state)
    assert list(dict.fromkeys(planned.replace)) == replaced


def test_a_forced_child_replaces_by_its_index_and_the_block_by_its_count(client: Client) -> None:
    placed = bucket(custom_placement_config=[{"data_locations": ["A", "B"]}])
    state = client.create("google_storage_bucket", **placed)
    other = bucket(custom_placement_config=[{"data_locations": ["A", "C"]}])
    planned = client.plan("google_storage_bucket", client.config("google_storage_bucket", other), state)
    assert planned.replace == (("custom_placement_config", 0, "data_locations"),)


def test_elements_of_a_set_keep_what_the_cloud_computed_for_them(client: Client) -> None:
    one, two = ({"role": "READER", "special_group": name} for name in ("projectReaders", "projectOwners"))
    state = client.create("google_bigquery_dataset", dataset_id="d", location="EU", access=[one, two])
    values = {"dataset_id": "d", "location": "EU", "access": [two, one]}
    assert (
        client.plan("google_bigquery_dataset", client.config("google_bigquery_dataset", values), state).state == state
    )
    three = {"role": "WRITER", "special_group": "projectWriters"}
    changed = client.change("google_bigquery_dataset", state, dataset_id="d", location="EU", access=[one, three])
    assert len(changed["access"]) == 2


SAME = [
    ("google_pubsub_subscription", {"name": "s"}, "topic", "t", "projects/clinic-dev/topics/t"),
    ("google_project_iam_member", {"project": "p", "role": "r"}, "member", "user:A@b.c", "user:a@b.c"),
    (
        "google_compute_subnetwork",
        {"name": "s", "ip_cidr_range": "10.0.0.0/8", "region": "r"},
        "network",
        "https://www.googleapis.com/compute/v1/projects/p/global/networks/n",
        "projects/p/global/networks/n",
    ),
]


@pytest.mark.parametrize(("type_", "values", "name", "first", "second"), SAME)
def test_two_ways_to_write_one_thing(
    client: Client, type_: str, values: Object, name: str, first: str, second: str
) -> None:
    state = client.create(type_, **values, **{name: first})
    planned = client.plan(type_, client.config(type_, {**values, name: second}), state)
    assert (planned.state, planned.replace) == (state, ())


def test_null_and_empty_are_the_same(client: Client) -> None:
    state = client.create("google_pubsub_topic", name="t", kms_key_name="")
    planned = client.plan("google_pubsub_topic", client.config("google_pubsub_topic", {"name": "t"}), state)
    assert planned.state == state


def test_write_only_arguments_are_in_no_plan_and_no_state(client: Client) -> None:
    values = {"secret": "projects/p/secrets/s", "secret_data_wo": "hush", "secret_data_wo_version": 1}
    state = client.create("google_secret_manager_secret_version", **values)
    assert state["secret_data_wo"] is None


def test_secrets_are_not_in_the_store(client: Client, tmp_path: Path) -> None:
    values = {"secret": "projects/p/secrets/s", "secret_data": "hush-hush"}
    state = client.create("google_secret_manager_secret_version", **values)
    assert state["name"] == "projects/p/secrets/s/versions/1"
    assert client.read("google_secret_manager_secret_version", state) == state
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("cloud.sqlite*"))
    assert b"hush-hush" not in stored
    assert client.create("google_secret_manager_secret_version", **values)["version"] == "2"


def test_one_of_two_alike_gets_another_number(client: Client) -> None:
    values = {"display_name": "tb", "region": "europe-west4"}
    ids = {client.create("google_vertex_ai_tensorboard", **values)["id"] for _ in range(3)}
    assert len(ids) == 3


def test_decimals_stay_exact(client: Client) -> None:
    rule = [{"threshold_percent": 0.1}, {"threshold_percent": 1}]
    amount = [{"specified_amount": [{"units": "5"}]}]
    state = client.create("google_billing_budget", billing_account="A", amount=amount, threshold_rules=rule)
    assert client.read("google_billing_budget", state) == state
    assert [str(item["threshold_percent"]) for item in state["threshold_rules"]] == ["0.1", "1"]


ONE_WAY = [
    ("google_compute_disk", {"name": "d", "zone": "z"}, "size", 20, 10),
    ("google_compute_subnetwork", {"name": "s", "network": "n"}, "ip_cidr_range", "10.0.0.0/16", "10.0.0.0/20"),
]


@pytest.mark.parametrize(("type_", "values", "name", "large", "small"), ONE_WAY)
def test_what_grows_in_place_and_shrinks_by_a_new_one(
    client: Client, type_: str, values: Object, name: str, large: Any, small: Any
) -> None:
    state = client.create(type_, **values, **{name: small})
    grown = client.change(type_, state, **values, **{name: large})
    assert client.plan(type_, client.config(type_, {**values, name: large}), state).replace == ()
    assert client.plan(type_, client.config(type_, {**values, name: small}), grown).replace == ((name,),)


def test_a_type_newer_than_the_facts(client: Client) -> None:
    state = client.create("google_storage_ftp_server", server_id="s", location="europe-west4", access_type="SFTP")
    assert state["id"].startswith(f"projects/{PROJECT}/locations/europe-west4/ftpServers/")
    assert state["deletion_policy"] == "DELETE"


def test_deletion_policy_of_the_provider(client: Client) -> None:
    client.configure(project=PROJECT, deletion_policy="PREVENT")
    bucket_state = client.create("google_storage_bucket", **bucket())
    value_state = client.create("google_tags_tag_value", parent="tagKeys/1", short_name="v")
    assert (bucket_state["deletion_policy"], value_state["deletion_policy"]) == ("PREVENT", "PREVENT")


@pytest.mark.parametrize(
    ("standing", "same"),
    [
        ("composer-3-airflow-3.1.7-build.12", True),
        ("composer-3-airflow-2.10.5-build.3", False),
        ("composer-2.9.7-airflow-3", False),
    ],
)
def test_an_alias_of_composers_image_is_what_it_led_to(standing: str, same: bool) -> None:
    assert same_image(standing, "composer-3-airflow-3") is same


@pytest.mark.parametrize(("says", "anew"), [("clinic-firewall", False), ("the path", True)])
def test_what_an_import_finds_in_an_id_is_no_link(client: Client, says: str, anew: bool) -> None:
    """A stack that names a policy by its path has the association made anew that it adopts: no Read writes it."""
    type_, place = "google_compute_network_firewall_policy_association", {"project": PROJECT, "name": "clinic-firewall"}
    client.project("compute")
    network = client.create("google_compute_network", name="n", project=PROJECT, auto_create_subnetworks=False)
    policy = client.create("google_compute_network_firewall_policy_with_rules", **place, rule=[])
    said = {"attachment_target": network["id"], "firewall_policy": policy["id"] if says == "the path" else says}
    made = client.create(type_, **place, **said)
    state = client.imported(type_, made["id"])
    planned = client.plan(type_, client.config(type_, {**place, **said}), state)
    assert bool(planned.replace) is anew
    # What was planned once stays as it was planned.
    again = {**place, **said, "firewall_policy": "clinic-firewall"}
    assert not client.plan(type_, client.config(type_, again), made).replace


def test_an_import_does_not_find_what_no_read_asks_for(client: Client) -> None:
    client.project("aiplatform")
    place = {"project": PROJECT, "name": "1234", "display_name": "m", "location": "europe-west4"}
    made = client.create("google_vertex_ai_endpoint", **place, region="europe-west4")
    state = client.imported("google_vertex_ai_endpoint", made["id"])
    assert (made["region"], state["region"], state["location"]) == ("europe-west4", None, "europe-west4")
    assert (client.read("google_vertex_ai_endpoint", state) or {})["region"] is None
    assert (client.read("google_vertex_ai_endpoint", made) or {})["region"] == "europe-west4"
    config = client.config("google_vertex_ai_endpoint", {**place, "region": "europe-west4"})
    assert client.plan("google_vertex_ai_endpoint", config, state).replace
