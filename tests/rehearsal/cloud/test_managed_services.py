"""What the cloud refuses of databases, Airflow, connections to repositories and pools of identities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rehearsal_client import PROJECT, REGION, Client, RefusedError, agent

from landfast.gcp.offers import airflow_image


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(tmp_path)


def network(client: Client) -> str:
    client.project("compute", "sqladmin", "servicenetworking", "composer", "cloudbuild", "secretmanager", "run")
    return str(client.create("google_compute_network", name="n", auto_create_subnetworks=False)["id"])


def instance(net: str) -> dict[str, Any]:
    addresses = {"ipv4_enabled": False, "private_network": net}
    settings = {"tier": "db-f1-micro", "edition": "ENTERPRISE", "ip_configuration": [addresses]}
    return {"name": "db", "database_version": "POSTGRES_17", "region": REGION, "settings": [settings]}


def test_no_private_database_before_the_peering(client: Client) -> None:
    net = network(client)
    with pytest.raises(RefusedError, match="doesn't have at least 1 private services connection"):
        client.create("google_sql_database_instance", **instance(net))
    inside = {"purpose": "VPC_PEERING", "address_type": "INTERNAL", "prefix_length": 20}
    client.create("google_compute_global_address", name="r", network=net, **inside)
    service = "servicenetworking.googleapis.com"
    client.create("google_service_networking_connection", network=net, service=service, reserved_peering_ranges=["r"])
    made = client.create("google_sql_database_instance", **instance(net))
    assert made["first_ip_address"] == made["private_ip_address"]
    with pytest.raises(RefusedError, match="Error 404"):
        client.create("google_sql_user", name="a@b.iam", instance="other", type="CLOUD_IAM_SERVICE_ACCOUNT")


def airflow(client: Client, account: str) -> dict[str, Any]:
    bucket = client.create("google_storage_bucket", name="dags", location=REGION)
    node = {"service_account": account}
    software = {"image_version": airflow_image()}
    config = [{"node_config": [node], "software_config": [software]}]
    return {"name": "a", "region": REGION, "config": config, "storage_config": [{"bucket": bucket["name"]}]}


def test_no_airflow_before_its_worker_may_work(client: Client) -> None:
    network(client)
    client.create("google_project_service", service="iam.googleapis.com")
    account = client.create("google_service_account", account_id="airflow")
    wanted = airflow(client, account["email"])
    with pytest.raises(RefusedError, match=r"the role roles/composer\.worker"):
        client.create("google_composer_environment", **wanted)
    member = {"project": PROJECT, "role": "roles/composer.worker", "member": account["member"]}
    client.create("google_project_iam_member", **member)
    made = client.create("google_composer_environment", **wanted)
    assert made["config"][0]["dag_gcs_prefix"] == "gs://dags/dags"


def test_no_connection_before_its_token_can_be_read(client: Client) -> None:
    network(client)
    version = f"projects/{PROJECT}/secrets/token/versions/1"
    github = {"app_installation_id": 1, "authorizer_credential": [{"oauth_token_secret_version": version}]}
    wanted = {"name": "c", "location": REGION, "github_config": [github]}
    with pytest.raises(RefusedError, match=r"Secret \[projects/clinic-dev/secrets/token\] not found"):
        client.create("google_cloudbuildv2_connection", **wanted)
    replicas = [{"user_managed": [{"replicas": [{"location": REGION}]}]}]
    token = {"secret_id": "token"}
    client.create("google_secret_manager_secret", **token, replication=replicas)
    with pytest.raises(RefusedError, match="could not access secret"):
        client.create("google_cloudbuildv2_connection", **wanted)
    reader = {"role": "roles/secretmanager.secretAccessor", "member": agent(client, "gcp-sa-cloudbuild")}
    client.create("google_secret_manager_secret_iam_member", **token, **reader)
    client.create("google_cloudbuildv2_connection", **wanted)
    event = [{"repository": f"projects/{PROJECT}/locations/{REGION}/connections/c/repositories/r", "push": []}]
    with pytest.raises(RefusedError, match="repositories/r"):
        client.create("google_cloudbuild_trigger", location=REGION, filename="f.yaml", repository_event_config=event)


def test_pools_of_identities_are_named_by_the_projects_number(client: Client) -> None:
    client.project("iam")
    number = client.data("google_project", project_id=PROJECT)["number"]
    pool = client.create("google_iam_workload_identity_pool", workload_identity_pool_id="clinic-dev-ci")
    assert pool["name"] == f"projects/{number}/locations/global/workloadIdentityPools/clinic-dev-ci"


@pytest.mark.parametrize(
    "config",
    [
        {"data_retention_config": [{"task_logs_retention_config": [{"storage_mode": "CLOUD_LOGGING_ONLY"}]}]},
        {"private_environment_config": [{"enable_private_endpoint": True}]},
    ],
)
def test_composer_3_takes_nothing_of_composer_2(client: Client, config: dict[str, Any]) -> None:
    network(client)
    software = {"software_config": [{"image_version": airflow_image()}]}
    with pytest.raises(RefusedError, match="should not be used in Composer 3"):
        client.create("google_composer_environment", name="airflow", region=REGION, config=[{**software, **config}])


def test_an_agent_that_is_asked_for_again_is_the_one_that_stands(client: Client) -> None:
    client.project("workloadidentity")
    number = client.data("google_project", project_id=PROJECT)["number"]
    parent = f"projects/{number}/locations/global/serviceProducers/pubsub.googleapis.com"
    agent = client.create("google_workload_identity_service_agent", parent=parent)
    assert client.create("google_workload_identity_service_agent", parent=parent)["id"] == agent["id"]
