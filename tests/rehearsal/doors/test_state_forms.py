"""States as HashiCorp's provider writes them: whole links, long names in grants, ids, and what it never sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rehearsal_client import PROJECT, REGION, Client

from landfast.provider.values import Object
from landfast.rehearsal.cloud.rules import RULES
from landfast.rehearsal.doors.terraform.plan.suppress import same_address
from landfast.rehearsal.doors.terraform.values import UNKNOWN

COMPUTE = f"https://www.googleapis.com/compute/v1/projects/{PROJECT}"
NETWORK = f"projects/{PROJECT}/global/networks/ward"
SUBNETWORK = f"projects/{PROJECT}/regions/{REGION}/subnetworks/beds"
GRANT = {"role": "roles/viewer", "member": "user:ana@klinik.example"}
INSTANCE = {
    "name": "records",
    "deletion_protection": False,
    "settings": [{"tier": "db-f1-micro", "edition": "ENTERPRISE"}],
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    made = Client(tmp_path_factory.mktemp("cloud"), rules=())
    made.create("google_compute_network", name="ward")
    made.create("google_compute_subnetwork", name="beds", network=NETWORK, ip_cidr_range="10.0.0.0/20")
    yield made
    made.store.close()


def settled(client: Client, type_: str, **values: Any) -> Object:
    """A state that is read again as it is, and from which nothing is planned."""
    state = client.read(type_, client.create(type_, **values))
    assert client.read(type_, state) == state
    again = client.plan(type_, client.config(type_, values), state)
    assert (again.state, again.replace) == (state, ())
    return state


LINKS = [
    ("google_compute_subnetwork", {"network": "ward", "ip_cidr_range": "10.9.0.0/24"}, "network",
     "/global/networks/ward"),
    ("google_compute_router", {"network": NETWORK}, "network", "/global/networks/ward"),
    ("google_compute_route", {"network": NETWORK, "dest_range": "0.0.0.0/0",
                              "next_hop_gateway": "default-internet-gateway"},
     "next_hop_gateway", "/global/gateways/default-internet-gateway"),
    ("google_compute_network_attachment", {"subnetworks": [SUBNETWORK], "connection_preference": "ACCEPT_AUTOMATIC"},
     "network", "/global/networks/ward"),
    ("google_compute_network_attachment", {"subnetworks": [SUBNETWORK], "connection_preference": "ACCEPT_AUTOMATIC"},
     "subnetworks", [f"/regions/{REGION}/subnetworks/beds"]),
    ("google_compute_network_attachment", {"subnetworks": [SUBNETWORK], "connection_preference": "ACCEPT_AUTOMATIC"},
     "region", f"/regions/{REGION}"),
    ("google_compute_router_nat", {"router": "egress", "nat_ips": ["out"], "source_subnetwork_ip_ranges_to_nat":
                                   "ALL_SUBNETWORKS_ALL_IP_RANGES"}, "nat_ips", [f"/regions/{REGION}/addresses/out"]),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "values", "name", "path"), LINKS)
def test_links_of_compute_engine_are_whole(client: Client, type_: str, values: Object, name: str, path: Any) -> None:
    own = f"{type_}-{name}".replace("_", "-")[-40:].strip("-")
    state = settled(client, type_, name=own, **values)
    assert state[name] == ([COMPUTE + each for each in path] if isinstance(path, list) else COMPUTE + path)


GRANTS = [
    ("google_storage_bucket_iam_member", {"bucket": "raw"}, "bucket", "b/raw"),
    ("google_secret_manager_secret_iam_member", {"secret_id": "pepper"}, "secret_id",
     f"projects/{PROJECT}/secrets/pepper"),
    ("google_pubsub_topic_iam_member", {"topic": "events"}, "topic", f"projects/{PROJECT}/topics/events"),
    ("google_cloud_run_v2_service_iam_member", {"name": "app", "location": REGION}, "name",
     f"projects/{PROJECT}/locations/{REGION}/services/app"),
    ("google_artifact_registry_repository_iam_member", {"repository": "images", "location": REGION}, "repository",
     f"projects/{PROJECT}/locations/{REGION}/repositories/images"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "values", "name", "whole"), GRANTS)
def test_a_grant_names_its_resource_whole(client: Client, type_: str, values: Object, name: str, whole: str) -> None:
    state = settled(client, type_, **values, **GRANT)
    assert (state[name], state["id"]) == (whole, f"{whole}/roles/viewer/user:ana@klinik.example")
    client.destroy(type_, state)
    assert client.read(type_, state) is None


def test_grants_of_subscriptions_and_datasets_keep_the_name_that_is_given(client: Client) -> None:
    state = settled(client, "google_pubsub_subscription_iam_member", subscription="events", **GRANT)
    assert state["subscription"] == "events"
    assert state["id"] == f"projects/{PROJECT}/subscriptions/events/roles/viewer/user:ana@klinik.example"
    assert settled(client, "google_bigquery_dataset_iam_member", dataset_id="raw", **GRANT)["dataset_id"] == "raw"


def test_what_google_leaves_out_is_nothing_in_a_state(client: Client) -> None:
    bucket = settled(client, "google_storage_bucket", name="ward-raw", location=REGION)
    table = settled(client, "google_bigquery_table", dataset_id="raw", table_id="visits", deletion_protection=False)
    route = settled(client, "google_compute_route", name="out", network=NETWORK, dest_range="10.9.0.0/16",
                    next_hop_gateway="default-internet-gateway")  # fmt: skip
    assert (bucket["rpo"], table["expiration_time"], route["next_hop_instance_zone"]) == (None, None, None)
    grant = {**GRANT, "member": "user:eva@klinik.example"}
    assert settled(client, "google_bigquery_dataset_iam_member", dataset_id="raw", **grant)["etag"] == ""


def test_the_account_of_bigquery_is_called_by_its_address(client: Client) -> None:
    client.project()
    account = client.data("google_bigquery_default_service_account")
    assert account["id"] == account["email"]


def test_ids_that_are_not_the_names_of_the_api(client: Client) -> None:
    instance = settled(client, "google_sql_database_instance", database_version="POSTGRES_16", **INSTANCE)
    assert instance["id"] == "records"
    trigger = settled(
        client, "google_cloudbuild_trigger", name="t", filename="b.yaml", trigger_template=[{"repo_name": "r"}]
    )
    assert trigger["id"] == f"projects/{PROJECT}/triggers/{trigger['trigger_id']}"
    connection = settled(
        client,
        "google_service_networking_connection",
        network=NETWORK,
        service="servicenetworking.googleapis.com",
        reserved_peering_ranges=["r"],
    )
    assert connection["id"] == f"{NETWORK.replace('/', '%2F')}:servicenetworking.googleapis.com"
    for type_, state in (
        ("google_sql_database_instance", instance),
        ("google_cloudbuild_trigger", trigger),
        ("google_service_networking_connection", connection),
    ):
        assert client.imported(type_, state["id"])["id"] == state["id"]
        client.destroy(type_, state)
        assert client.read(type_, state) is None


def test_a_user_of_iam_is_called_otherwise_by_mysql(client: Client) -> None:
    client.create("google_sql_database_instance", database_version="MYSQL_8_0", **{**INSTANCE, "name": "mysql"})
    email = f"runner@{PROJECT}.iam.gserviceaccount.com"
    user = settled(client, "google_sql_user", name=email, instance="mysql", type="CLOUD_IAM_SERVICE_ACCOUNT")
    assert (user["name"], user["host"], user["id"]) == ("runner", "%", "runner/%/mysql")
    plain = settled(client, "google_sql_user", name="ana", instance="mysql", type="BUILT_IN")
    assert (plain["name"], plain["id"], plain["type"]) == ("ana", "ana//mysql", "BUILT_IN")


def test_a_dataset_is_its_projects_where_nobody_says_whose(client: Client) -> None:
    """https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets"""
    access = settled(client, "google_bigquery_dataset", dataset_id="d", location=REGION)["access"]
    found = {(entry["role"], entry["special_group"] or "who made it") for entry in access}
    assert found == {("OWNER", "projectOwners"), ("WRITER", "projectWriters"), ("READER", "projectReaders"),
                     ("OWNER", "who made it")}  # fmt: skip


def test_a_service_agent_of_a_project_that_is_named_by_its_number(client: Client) -> None:
    project = client.project("aiplatform")
    parent = f"projects/{project['number']}/locations/global/serviceProducers/aiplatform.googleapis.com"
    agents = settled(client, "google_workload_identity_service_agent", parent=parent)["service_agents"]
    assert (
        agents[0]["principal"]
        == f"serviceAccount:service-{project['number']}@gcp-sa-aiplatform.iam.gserviceaccount.com"
    )


def planned(client: Client, type_: str, **values: Any) -> Object:
    return client.plan(type_, client.config(type_, values)).state


def test_what_is_known_of_autopilot_and_left_to_it(client: Client) -> None:
    scaling = [{"auto_provisioning_defaults": [{"service_account": "runner"}]}]
    cluster = planned(client, "google_container_cluster", name="c", location=REGION, enable_autopilot=True,
                      cluster_autoscaling=scaling)  # fmt: skip
    assert (cluster["enable_intranode_visibility"], cluster["networking_mode"]) == (True, "VPC_NATIVE")
    (block,) = cluster["cluster_autoscaling"]
    assert (block["resource_limits"], block["autoscaling_profile"]) == ([], None)
    (defaults,) = block["auto_provisioning_defaults"]
    assert (defaults["disk_size"], defaults["disk_type"], defaults["image_type"]) == (None, None, None)
    standard = planned(client, "google_container_cluster", name="c", location=REGION, initial_node_count=1,
                       cluster_autoscaling=scaling)  # fmt: skip
    assert standard["networking_mode"] is UNKNOWN
    assert standard["cluster_autoscaling"][0]["autoscaling_profile"] == "BALANCED"


def test_a_default_is_never_sent_and_in_no_plan(client: Client) -> None:
    for period, stands in (("MONTH", None), ("YEAR", "YEAR")):
        filter_ = [{"calendar_period": period}]
        budget = planned(client, "google_billing_budget", billing_account="0A0A0A-0A0A0A-0A0A0A",
                         amount=[{"last_period_amount": True}], budget_filter=filter_)  # fmt: skip
        assert budget["budget_filter"][0]["calendar_period"] == stands


def test_elements_of_a_set_are_spelt_out(client: Client) -> None:
    rule = [{"action": [{"type": "Delete"}], "condition": [{"age": 3}]}]
    (found,) = planned(client, "google_storage_bucket", name="b", location="EU", lifecycle_rule=rule)["lifecycle_rule"]
    assert found["action"] == [{"type": "Delete", "storage_class": ""}]
    (condition,) = found["condition"]
    assert (condition["matches_prefix"], condition["created_before"], condition["num_newer_versions"]) == ([], "", None)


def test_annotations_that_nobody_sets_are_known_after_apply(client: Client) -> None:
    secret = planned(client, "google_secret_manager_secret", secret_id="s", replication=[{"auto": [{}]}])  # noqa: S106
    assert secret["effective_annotations"] is UNKNOWN


def test_types_that_have_no_label_of_attribution(client: Client) -> None:
    rule = planned(client, "google_compute_global_forwarding_rule", name="apis", target="all-apis", labels={"a": "b"})
    assert rule["effective_labels"] == {"a": "b"}


@pytest.mark.parametrize(("old", "new", "same"), [
    ("10.0.0.1", "projects/p/global/addresses/a", True), ("10.0.0.1", "10.0.0.1", True),
    ("10.0.0.1", "10.0.0.2", False), ("10.0.0.1/24", "10.0.0.1/25", False), ("a", "10.0.0.1", False),
])  # fmt: skip
def test_an_address_stands_for_what_it_is_called(old: str, new: str, same: bool) -> None:
    assert same_address(old, new) is same


@pytest.mark.parametrize("account", ["", "nonsense", "a" * 300])
def test_composer_needs_a_service_accounts_address(client: Client, account: str) -> None:
    node = [{"service_account": account}]
    assert any("service_account" in problem for problem in client.validate(
        "google_composer_environment", name="a", region=REGION, config=[{"node_config": node}]))  # fmt: skip
    whole = [{"service_account": f"runner@{PROJECT}.iam.gserviceaccount.com"}]
    assert (
        client.validate("google_composer_environment", name="a", region=REGION, config=[{"node_config": whole}]) == []
    )


def test_a_dashboard_is_as_the_server_says_it(client: Client) -> None:
    text = '{"displayName": "Beds & <wards>", "gridLayout": {"widgets": []}}'
    state = settled(client, "google_monitoring_dashboard", dashboard_json=text)
    told = json.loads(state["dashboard_json"])
    assert (told["name"], bool(told["etag"])) == (state["id"], True)
    assert "Beds \\u0026 \\u003cwards\\u003e" in state["dashboard_json"]
    changed = client.change("google_monitoring_dashboard", state, dashboard_json=text.replace("Beds", "Rooms"))
    stored = next(one for one in client.store.list("google_monitoring_dashboard") if one.name == state["id"])
    assert json.loads(stored.fields["dashboard_json"]).keys() == {"displayName", "gridLayout"}
    assert json.loads(changed["dashboard_json"])["etag"] != told["etag"]


def test_a_policy_is_called_by_its_constraint_and_named_by_its_parent(client: Client) -> None:
    type_, name = "google_org_policy_policy", f"projects/{PROJECT}/policies/compute.requireOsLogin"
    values = {"name": name, "parent": f"projects/{PROJECT}"}
    state = settled(client, type_, **values, spec=[{"rules": [{"enforce": "TRUE"}]}])
    assert (state["name"], state["id"]) == ("compute.requireOsLogin", name)
    client.change(type_, state, **values, spec=[{"rules": [{"enforce": "FALSE"}]}])
    stored = next(one for one in client.store.list(type_) if one.name == name)
    assert (stored.fields["name"], stored.fields["spec"][0]["rules"][0]["enforce"]) == (name, "FALSE")


def test_blocks_of_nothing_stand_for_what_was_not_asked_for(client: Client) -> None:
    bucket = settled(client, "google_storage_bucket", name="beds-of-all-wards", location="EU")
    assert bucket["hierarchical_namespace"] == [{"enabled": False}]
    cluster = settled(client, "google_container_cluster", name="ward", location=REGION, enable_autopilot=True)
    assert cluster["secret_manager_config"] == [{"enabled": False, "rotation_config": []}]
    assert cluster["network_policy"] == [{"enabled": False, "provider": ""}]
    assert cluster["master_auth"][0]["client_certificate_config"] == [{"issue_client_certificate": False}]


def test_a_control_plane_without_addresses_has_a_private_endpoint_whatever_is_said(client: Client) -> None:
    """Google says so of it, and the provider takes no configured value for a change."""
    type_ = "google_container_cluster"
    ways = [{"dns_endpoint_config": [{"allow_external_traffic": True}], "ip_endpoints_config": [{"enabled": False}]}]
    said = {"name": "named", "location": REGION, "enable_autopilot": True, "control_plane_endpoints_config": ways}
    state = settled(client, type_, **said, private_cluster_config=[{"enable_private_nodes": True}])
    assert state["private_cluster_config"][0]["enable_private_endpoint"] is True
    otherwise = [{"enable_private_nodes": True, "enable_private_endpoint": False}]
    assert client.plan(type_, client.config(type_, {**said, "private_cluster_config": otherwise}), state).state == state


def test_a_log_bucket_is_taken_over_by_making_it_and_never_by_an_import(tmp_path: Path) -> None:
    """What stands is changed, not refused; imported its project is named `projects/ID`, and to be made anew."""
    own = Client(tmp_path, rules=RULES)
    own.project("logging")
    values = {"project": PROJECT, "location": REGION, "bucket_id": "audit"}
    first = own.create("google_logging_project_bucket_config", **values, retention_days=30)
    again = own.create("google_logging_project_bucket_config", **values, retention_days=90)
    assert (again["id"], again["retention_days"]) == (first["id"], 90)
    found = own.imported("google_logging_project_bucket_config", str(first["id"]))
    assert found["project"] == f"projects/{PROJECT}"
    config = own.config("google_logging_project_bucket_config", values)
    assert ("project",) in own.plan("google_logging_project_bucket_config", config, found).replace
    own.store.close()


def test_a_log_bucket_that_stands_is_taken_over_with_its_name(client: Client) -> None:
    client.project("logging")
    bucket = {"project": PROJECT, "location": "europe-west4", "bucket_id": "environment", "retention_days": 400}
    made = client.create("google_logging_project_bucket_config", **bucket)
    again = client.create("google_logging_project_bucket_config", **bucket)
    assert made["name"] == again["name"] == f"projects/{PROJECT}/locations/europe-west4/buckets/environment"
