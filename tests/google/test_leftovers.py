"""What keeps an environment from going is refused by the rehearsal cloud as by Google, and taken out of the way."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from left_behind import ATTACHMENT, BACKUPS, COMPUTE, DATAFLOW, VERTEX, Calls, Told
from rehearsal_client import PROJECT, REGION, Client, RefusedError

from landfast.core.errors import UserError
from landfast.google.api import GoogleApi
from landfast.google.leftovers import GoogleLeftovers
from landfast.google.leftovers.work import until
from landfast.rehearsal.doors.wire import WireSession

ENDPOINT, GROUP = "google_vertex_ai_endpoint", "google_vertex_ai_feature_group"
NETWORK, PLAN = "google_compute_network", "google_gke_backup_backup_plan"
SERVICES = ("aiplatform", "bigquery", "compute", "container", "gkebackup", "servicenetworking", "run")


@pytest.fixture
def client(tmp_path: Path) -> Client:
    made = Client(tmp_path)
    made.project(*SERVICES)
    return made


@pytest.fixture
def calls(client: Client) -> Calls:
    return Calls(WireSession(lambda: nullcontext(client.store)))


@pytest.fixture
def leftovers(calls: Calls) -> GoogleLeftovers:
    return GoogleLeftovers(GoogleApi(calls.session, poll_seconds=0.01))


def network(client: Client) -> dict[str, Any]:
    return client.create(NETWORK, name="n", auto_create_subnetworks=False)


def subnetwork(client: Client, net: str) -> dict[str, Any]:
    return client.create("google_compute_subnetwork", name="s", network=net, ip_cidr_range="10.0.0.0/20")


def test_models_are_undeployed_the_asked_one_last(client: Client, calls: Calls, leftovers: GoogleLeftovers) -> None:
    made = client.create(ENDPOINT, name="1", display_name="models", location=REGION, region=REGION)
    calls.deploy("1")
    first = calls.ask("GET", f"{VERTEX}/endpoints/1")["deployedModels"][0]["id"]
    calls.deploy("1", **{f"_{first}": 80, "_0": 20})
    with pytest.raises(RefusedError, match=r"Error 400: Endpoint .* has deployed or being-deployed DeployedModel\(s\)"):
        client.destroy(ENDPOINT, made)
    asked = {"deployedModelId": first}
    assert "has traffic" in calls.refused("POST", f"{VERTEX}/endpoints/1:undeployModel", asked)["message"]
    told = Told()
    leftovers.empty([(ENDPOINT, made)], told)
    assert told.said == ["undeploys model churn-1 from 1"] * 2
    client.destroy(ENDPOINT, made)


def test_features_are_removed_before_their_group(client: Client, calls: Calls, leftovers: GoogleLeftovers) -> None:
    made = client.create(GROUP, name="g", region=REGION)
    for name in ("age", "city"):
        calls.feature("g", name)
    with pytest.raises(RefusedError, match=r"Error 400: There are features in the feature group"):
        client.destroy(GROUP, made)
    told = Told()
    leftovers.empty([(GROUP, made)], told)
    assert told.said == ["removes 2 features of g"]
    client.destroy(GROUP, made)


def test_backups_are_removed_before_their_plan(client: Client, calls: Calls, leftovers: GoogleLeftovers) -> None:
    made = client.create(PLAN, name="b", location=REGION, cluster=f"projects/elsewhere/locations/{REGION}/clusters/c")
    calls.ask("POST", f"{BACKUPS}/backupPlans/b/backups", {"description": "of the night"}, backupId="night-1")
    with pytest.raises(RefusedError, match="has 1 Backups"):
        client.destroy(PLAN, made)
    leftovers.empty([(PLAN, made)], Told())
    client.destroy(PLAN, made)


def test_all_that_runs_is_ended_first_what_starts_it(client: Client, calls: Calls, leftovers: GoogleLeftovers) -> None:
    """And the experiments' endpoints are removed; the stacks' own is not touched."""
    client.create("google_project_service", service="dataflow.googleapis.com")
    for name in ("1", "2"):
        client.create(ENDPOINT, name=name, display_name=f"e{name}", location=REGION, region=REGION)
    calls.deploy("2")
    client.create(NETWORK, name="n", auto_create_subnetworks=False)
    sub = subnetwork(client, f"projects/{PROJECT}/global/networks/n")["id"]
    attachment = client.create(
        "google_compute_network_attachment", name="jobs", region=REGION, subnetworks=[sub],
        connection_preference="ACCEPT_AUTOMATIC",
    )  # fmt: skip
    calls.job("schedules", "nightly", cron="0 3 * * *")
    calls.in_the_room("pipelineJobs", "run-1")
    calls.in_the_room("customJobs", "train-1")
    calls.ask("POST", f"{DATAFLOW}/jobs", {"id": "2026-11-27_1", "currentState": "JOB_STATE_RUNNING"})
    with pytest.raises(RefusedError, match=f"network_attachment resource '{ATTACHMENT}' is already being used by"):
        client.destroy("google_compute_network_attachment", attachment)
    train = calls.ask("GET", f"{VERTEX}/customJobs")["customJobs"][0]["name"].rsplit("/", 1)[-1]
    told = Told()
    leftovers.stop(PROJECT, REGION, "1", told)
    assert told.said == [
        "removes the schedule nightly",
        "cancels pipelineJobs/run-1",
        f"cancels customJobs/{train}",
        "cancels jobs/2026-11-27_1",
        "undeploys model churn-1 from 2",
        "removes the endpoint e2",
    ]
    assert [one["displayName"] for one in calls.ask("GET", f"{VERTEX}/endpoints")["endpoints"]] == ["e1"]
    assert calls.ask("GET", f"{DATAFLOW}/jobs", filter="ACTIVE") == {"jobs": []}
    client.destroy("google_compute_network_attachment", attachment)
    again = Told()
    leftovers.stop(PROJECT, REGION, "1", again)
    assert again.said == []


def test_what_clusters_left_goes_and_nothing_else(client: Client, calls: Calls, leftovers: GoogleLeftovers) -> None:
    net = network(client)
    calls.load_balancer(str(net["self_link"]))
    calls.volume()
    calls.ask("POST", f"{COMPUTE}/global/firewalls", {"name": "ours", "network": net["self_link"],
              "direction": "INGRESS", "sourceRanges": ["10.0.0.0/8"], "allowed": [{"IPProtocol": "tcp"}]})  # fmt: skip
    with pytest.raises(RefusedError, match=r"network resource .* is already being used by 'projects/.*/k8s"):
        client.destroy(NETWORK, net)
    told = Told()
    leftovers.empty([(NETWORK, net)], told)
    assert [line.partition("/")[0].removeprefix("removes ") for line in told.said] == [
        "networkEndpointGroups", "disks", "firewalls",
    ]  # fmt: skip
    with pytest.raises(RefusedError, match="already being used by 'projects/clinic-dev/global/firewalls/ours'"):
        client.destroy(NETWORK, net)
    assert leftovers.seconds_until_free(NETWORK, f"projects/{PROJECT}/global/firewalls/ours", told) is None


def test_the_peering_of_a_forgotten_connection_keeps_the_network(
    client: Client, calls: Calls, leftovers: GoogleLeftovers
) -> None:
    net = network(client)
    asked = {"purpose": "VPC_PEERING", "address_type": "INTERNAL", "prefix_length": 20}
    client.create("google_compute_global_address", name="r", network=net["id"], **asked)
    made = client.create(
        "google_service_networking_connection", network=net["id"], service="servicenetworking.googleapis.com",
        reserved_peering_ranges=["r"], deletion_policy="ABANDON",
    )  # fmt: skip
    client.destroy("google_service_networking_connection", made)
    with pytest.raises(RefusedError) as refused:
        client.destroy(NETWORK, net)
    user = str(refused.value).rsplit("by '", 1)[1].partition("'")[0]
    assert user.startswith(f"projects/{PROJECT}/global/routes/peering-route-")
    told = Told()
    assert leftovers.seconds_until_free(NETWORK, user, told) == 0.0
    assert told.said == ["removes the peering servicenetworking-googleapis-com of n"]
    client.destroy(NETWORK, net)
    # Made again, Google remembers its ranges: others are an update.
    again = client.create(NETWORK, name="n", auto_create_subnetworks=False)
    client.create("google_compute_global_address", name="r2", network=again["id"], **asked)
    other = {"network": again["id"], "service": "servicenetworking.googleapis.com", "reserved_peering_ranges": ["r2"]}
    with pytest.raises(RefusedError, match="Cannot modify allocated ranges in CreateConnection"):
        client.create("google_service_networking_connection", **other)
    assert client.create("google_service_networking_connection", **other, update_on_creation_fail=True)


def test_a_connection_is_not_deleted_while_a_producer_holds_it(client: Client) -> None:
    client.project("sqladmin", project="clinic-two")
    net = network(client)
    asked = {"purpose": "VPC_PEERING", "address_type": "INTERNAL", "prefix_length": 20}
    client.create("google_compute_global_address", name="r", network=net["id"], **asked)
    made = client.create("google_service_networking_connection", network=net["id"],
                         service="servicenetworking.googleapis.com", reserved_peering_ranges=["r"])  # fmt: skip
    client.create("google_project_service", service="sqladmin.googleapis.com")
    inside = [
        {
            "tier": "db-f1-micro",
            "edition": "ENTERPRISE",
            "ip_configuration": [{"ipv4_enabled": False, "private_network": net["id"]}],
        }
    ]
    base = client.create("google_sql_database_instance", name="d", region=REGION, database_version="POSTGRES_17",
                         settings=inside, deletion_protection=False)  # fmt: skip
    client.destroy("google_sql_database_instance", base)
    with pytest.raises(RefusedError, match=r"Failed to delete connection; Producer services .* are still using this"):
        client.destroy("google_service_networking_connection", made)


def test_an_address_of_cloud_run_is_only_waited_for(client: Client, leftovers: GoogleLeftovers) -> None:
    told = Told()
    user = f"projects/{PROJECT}/regions/{REGION}/addresses/serverless-ipv4-1"
    assert leftovers.seconds_until_free("google_compute_subnetwork", user, told) == pytest.approx(0.3)
    assert GoogleLeftovers(GoogleApi()).api.poll_seconds * 30 == 60.0
    assert told.said == []


def test_in_a_project_that_is_gone_there_is_nothing(client: Client, leftovers: GoogleLeftovers) -> None:
    told = Told()
    leftovers.stop("clinic-none", REGION, "1", told)
    leftovers.empty([(NETWORK, {"project": "clinic-none", "id": "projects/clinic-none/global/networks/n"})], told)
    assert told.said == []


def test_what_does_not_end_is_named_with_what_to_do() -> None:
    told = Told()
    with pytest.raises(UserError, match=r"customJobs/a: not ended after 0 minutes: look there"):
        until(told, lambda: "customJobs/a", 0.0, 0.01, "look there")
    assert told.said[0] == "waits for customJobs/a (up to 0 min more)"
