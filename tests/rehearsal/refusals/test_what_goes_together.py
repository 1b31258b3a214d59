"""Fields that Google takes only together, or never together, and values that depend on others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from refusals import ACCOUNT, NETWORK, PROJECT, REGION, SUBNETWORK, Case, check, standing
from rehearsal_client import Client

from landfast.gcp.combinations import Combination

__all__ = ["standing"]

BUCKET, SECRET, MACHINE, DISK = (
    "google_storage_bucket",
    "google_secret_manager_secret",
    "google_compute_instance",
    "google_compute_disk",
)
SQL, REPOSITORY, CLUSTER = (
    "google_sql_database_instance",
    "google_artifact_registry_repository",
    "google_container_cluster",
)
TRIGGER, JOB, RUN = "google_cloudbuild_trigger", "google_cloud_scheduler_job", "google_cloud_run_v2_service"
FIREWALL, CHANNEL, POLICY = (
    "google_compute_firewall",
    "google_monitoring_notification_channel",
    "google_org_policy_policy",
)
NOTHING = f"ghost@{PROJECT}.iam.gserviceaccount.com"


def bucket(**values: Any) -> dict[str, Any]:
    return {"name": "clinic-scans", "location": REGION} | values


def placed(*regions: str) -> dict[str, Any]:
    return bucket(location="EU", custom_placement_config=[{"data_locations": list(regions)}])


def secret(*regions: str, **values: Any) -> dict[str, Any]:
    kept = (
        [{"user_managed": [{"replicas": [{"location": region} for region in regions]}]}]
        if regions
        else [{"auto": [{}]}]
    )
    return {"secret_id": "salt", "replication": kept} | values


def machine(image: str = "debian-cloud/debian-12", disk: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
    boot = [{"initialize_params": [{"image": image} | (disk or {})]}]
    own = {"name": "bed", "machine_type": "e2-small", "zone": f"{REGION}-a", "boot_disk": boot}
    return own | {"network_interface": [{"subnetwork": SUBNETWORK}]} | values


def disk(kind: str, size: int, **values: Any) -> dict[str, Any]:
    return {"name": "data", "zone": f"{REGION}-a", "type": kind, "size": size} | values


def database(version: str = "POSTGRES_16", region: str = REGION, **settings: Any) -> dict[str, Any]:
    own = {"name": "records", "region": region, "database_version": version, "deletion_protection": False}
    return own | {"settings": [{"tier": "db-custom-2-7680", "edition": "ENTERPRISE"} | settings]}


def kept(*, recovery: bool) -> dict[str, Any]:
    backup = [{"enabled": True, "point_in_time_recovery_enabled": recovery}]
    return database(availability_type="REGIONAL", backup_configuration=backup)


def reached(network: str) -> dict[str, Any]:
    return database(ip_configuration=[{"ipv4_enabled": True, "authorized_networks": [{"value": network}]}])


def repository(**values: Any) -> dict[str, Any]:
    return {"repository_id": "wheels", "location": REGION, "format": "DOCKER"} | values


def window(hours: int, rule: str) -> dict[str, Any]:
    own = {"start_time": "2026-01-01T00:00:00Z", "end_time": f"2026-01-01T{hours:02}:00:00Z", "recurrence": rule}
    cluster = {
        "name": "ward",
        "location": REGION,
        "network": NETWORK,
        "subnetwork": SUBNETWORK,
        "initial_node_count": 1,
    }
    return cluster | {"maintenance_policy": [{"recurring_window": [own]}], "deletion_protection": False}


def job(**target: Any) -> dict[str, Any]:
    return {
        "name": "nightly",
        "region": REGION,
        "schedule": "1 * * * *",
        "http_target": [{"uri": "https://a.example"} | target],
    }


def service(**template: Any) -> dict[str, Any]:
    containers = [{"image": "us-docker.pkg.dev/cloudrun/container/hello"}]
    return {
        "name": "svc",
        "location": REGION,
        "deletion_protection": False,
        "template": [{"containers": containers} | template],
    }


def trigger(**values: Any) -> dict[str, Any]:
    source = [{"repo_type": "GITHUB", "ref": "refs/heads/main", "uri": "https://github.com/a/b"}]
    return {
        "name": "build",
        "location": REGION,
        "source_to_build": source,
        "build": [{"step": [{"name": "ubuntu"}]}],
    } | values


def channel(kind: str, **labels: str) -> dict[str, Any]:
    return {"display_name": "night shift", "type": kind, "labels": labels}


def firewall(*ranges: str) -> dict[str, Any]:
    return {"name": "in", "network": NETWORK, "allow": [{"protocol": "tcp"}], "source_ranges": list(ranges)}


def policy(name: str, rule: dict[str, Any], parent: str = PROJECT) -> dict[str, Any]:
    return {"name": f"projects/{parent}/policies/{name}", "parent": f"projects/{PROJECT}", "spec": [{"rules": [rule]}]}


def keyed(service_name: str) -> dict[str, Any]:
    return policy("gcp.restrictNonCmekServices", {"values": [{"denied_values": [service_name]}]})


STORES = [
    Case("a bucket for a hundred and one years", BUCKET,
         bucket(retention_policy=[{"retention_period": "3200000000"}]), says="3155760000"),
    Case("Autoclass of another class", BUCKET,
         bucket(storage_class="NEARLINE", autoclass=[{"enabled": True}]), says="Autoclass"),
    Case("turbo in one region", BUCKET, bucket(rpo="ASYNC_TURBO"), says="custom_placement_config must be set"),
    Case("prevention that there is not", BUCKET, bucket(public_access_prevention="yes"), says="inherited, enforced"),
    Case("two continents", BUCKET, placed("EUROPE-WEST4", "US-EAST1"), says="US-EAST1"),
    Case("one region of two", BUCKET, placed("EUROPE-WEST4"), says="between 2 and 2"),
    Case("two regions", BUCKET, placed("EUROPE-WEST4", "EUROPE-WEST1"), ""),
    Case("somebody's domain", BUCKET, bucket(name="scans.clinic.example"), "403 PERMISSION_DENIED", says="verify"),
    Case("a secret in a part of the world", SECRET, secret("europe"), says="'europe' is not a region"),
    Case("a secret twice in a region", SECRET, secret(REGION, REGION), says="2 times"),
    Case("a secret that ends twice", SECRET, secret(ttl="3600s", expire_time="2030-01-01T00:00:00Z"),
         says="At most one"),
    Case("a secret in two regions", SECRET, secret(REGION, "europe-west1"), ""),
    Case("a remote repository of nothing", REPOSITORY,
         repository(mode="REMOTE_REPOSITORY"), says="remote_repository_config must be set with mode REMOTE_REPOSITORY"),
    Case("Maven's settings for images", REPOSITORY,
         repository(maven_config=[{"version_policy": "RELEASE"}]), says="maven_config can't be set"),
    Case("images that don't change", REPOSITORY, repository(docker_config=[{"immutable_tags": True}]), ""),
    Case("a table that is cut in two ways", "google_bigquery_table",
         {"dataset_id": "records", "table_id": "t", "schema": json.dumps([{"name": "a", "type": "DATE"},
                                                                          {"name": "b", "type": "INT64"}]),
          "time_partitioning": [{"type": "DAY", "field": "a"}],
          "range_partitioning": [{"field": "b", "range": [{"start": 0, "end": 9, "interval": 1}]}]},
         says="At most one"),
]  # fmt: skip
MACHINES = [
    Case("a disk of no type", MACHINE, machine(disk={"type": "pd-fast"}), says="diskType"),
    Case("smaller than its image", MACHINE, machine(disk={"size": 5}), says="image size .10 GB."),
    Case("Windows on ten", MACHINE, machine("windows-cloud/windows-2022", {"size": 10}), says="50 GB"),
    Case("no subnetwork of a custom network", MACHINE, machine(network_interface=[{"network": NETWORK}]),
         says="custom"),
    Case("preemptible, and begun again", MACHINE,
         machine(scheduling=[{"preemptible": True, "automatic_restart": True}]), says="AutomaticRestart"),
    Case("preemptible", MACHINE, machine(scheduling=[{"preemptible": True, "automatic_restart": False}]), ""),
    Case("as nobody", MACHINE, machine(service_account=[{"email": NOTHING, "scopes": ["cloud-platform"]}]),
         says="access"),
    Case("as somebody", MACHINE, machine(service_account=[{"email": ACCOUNT, "scopes": ["cloud-platform"]}]), ""),
    Case("a tag in capitals", MACHINE, machine(tags=["Ward_1"]), says="tags"),
    Case("metadata with a blank", MACHINE, machine(metadata={"bad key": "x"}), says="bad key"),
    Case("confidential on E2", MACHINE,
         machine(confidential_instance_config=[{"enable_confidential_compute": True}]), says="e2-small"),
    Case("a fast network on E2", MACHINE,
         machine(network_performance_config=[{"total_egress_bandwidth_tier": "TIER_1"}]), says="Tier_1"),
    Case("a processor that there is not", MACHINE, machine(min_cpu_platform="Intel Lake"), says="resource.minCpu"),
    Case("operations of a disk that has its own", DISK, disk("pd-ssd", 10, provisioned_iops=3000),
         says="provisioned_iops"),
    Case("a small extreme disk", DISK, disk("pd-extreme", 100), says="between 500 and 65536"),
    Case("an extreme disk", DISK, disk("pd-extreme", 500, provisioned_iops=10000), ""),
    Case("Workbench in a region", "google_workbench_instance",
         {"name": "w", "location": REGION, "gce_setup": [{"machine_type": "e2-standard-4"}]}, says="in a zone"),
    Case("build machines that there are not", "google_cloudbuild_worker_pool",
         {"name": "p", "location": REGION, "worker_config": [{"disk_size_gb": 100, "machine_type": "e3-standard-4"}]},
         says="e3-standard-4"),
]  # fmt: skip
NETS = [
    Case("ranges of both protocols", FIREWALL, firewall("10.0.0.0/8", "fd00::/8"), says="IPv4 or IPv6"),
    Case("ranges of one", FIREWALL, firewall("fd00::/8"), ""),
    Case("Google's own number", "google_compute_router",
         {"name": "r", "network": NETWORK, "region": REGION, "bgp": [{"asn": 15169}]}, "validate", says="RFC6996"),
    Case("a private number", "google_compute_router",
         {"name": "r", "network": NETWORK, "region": REGION, "bgp": [{"asn": 4200000001}]}, ""),
    Case("peered with itself", "google_compute_network_peering",
         {"name": "p", "network": NETWORK, "peer_network": NETWORK}, says="itself"),
    Case("an hour a day", CLUSTER, window(1, "FREQ=DAILY"), says="32d without 48h"),
    Case("four hours a day", CLUSTER, window(4, "FREQ=DAILY"), ""),
    Case("eight hours a week", CLUSTER, window(8, "FREQ=WEEKLY;BYDAY=SU"), says="8h, 4 times"),
    Case("two mornings a week", CLUSTER, window(8, "FREQ=WEEKLY;BYDAY=SA,SU"), ""),
    Case("secrets with no key", CLUSTER,
         window(8, "FREQ=DAILY") | {"database_encryption": [{"state": "ENCRYPTED"}]}, says="key_name must be set"),
    Case("private addresses let in", "google_access_context_manager_access_level",
         {"parent": "accessPolicies/1", "name": "accessPolicies/1/accessLevels/a", "title": "a",
          "basic": [{"conditions": [{"ip_subnetworks": ["10.0.0.0/8"]}]}]}, says="private"),
    Case("a condition that is a text", "google_project_iam_member",
         {"project": PROJECT, "role": "roles/storage.admin", "member": f"serviceAccount:{ACCOUNT}",
          "condition": [{"title": "t", "expression": "resource.name"}]},
         says="expected type 'bool' but found 'string'"),
]  # fmt: skip
OTHERS = [
    Case("a database in a part of the world", SQL, database(region="eu"), says="'eu'"),
    Case("available, and not recovered", SQL, kept(recovery=False), ""),
    Case("available, and not backed up", SQL, database(availability_type="REGIONAL"), ""),
    Case("available", SQL, kept(recovery=True), ""),
    Case("available, and MySQL's logs not kept", SQL,
         database("MYSQL_8_0", availability_type="REGIONAL", backup_configuration=[{"enabled": True}]),
         says="MySQL HA non-replica instances need to have binary logging enabled"),
    Case("SQL Server with no password", SQL, database("SQLSERVER_2022_STANDARD"), says="root_password"),
    Case("let in from a private range", SQL, reached("10.0.0.0/8"), says="non-routable"),
    Case("let in from a public one", SQL, reached("198.51.100.0/24"), ""),
    Case("mail to nobody", CHANNEL, channel("email"), says="labels.email_address must be set with type email"),
    Case("a webhook to nowhere", CHANNEL, channel("webhook_tokenauth"), says="labels.url"),
    Case("mail", CHANNEL, channel("email", email_address="night@clinic.example"), ""),
    Case("a metric that is a text", "google_logging_metric",
         {"name": "m", "filter": "severity>=ERROR",
          "metric_descriptor": [{"metric_kind": "GAUGE", "value_type": "STRING"}]}, says="DELTA"),
    Case("a schedule to no address", JOB, job(uri="a.example"), says="http_target.uri"),
    Case("a body that is got", JOB, job(http_method="GET", body="eA=="), says="body can't be set"),
    Case("a body that is posted", JOB, job(http_method="POST", body="eA=="), ""),
    Case("half an hour and a second", JOB, job() | {"attempt_deadline": "1801s"}, says="between 15 and 1800"),
    Case("a trigger of nothing", TRIGGER, trigger(source_to_build=None, build=None, filename="a.yaml"),
         says="One of trigger_template"),
    Case("a trigger", TRIGGER, trigger(), ""),
    Case("machines that Cloud Build lacks", TRIGGER,
         trigger(build=[{"step": [{"name": "ubuntu"}], "options": [{"machine_type": "N1_HIGHCPU_7"}]}]),
         says="machine_type"),
    Case("a name of Cloud Build's", TRIGGER, trigger(substitutions={"REGION": "x"}), says='key "REGION"'),
    Case("through no connector", RUN,
         service(vpc_access=[{"connector": f"projects/{PROJECT}/locations/{REGION}/connectors/none"}]),
         "404 NOT_FOUND"),
    Case("in no subnetwork", RUN,
         service(vpc_access=[{"network_interfaces": [{"network": "ward", "subnetwork": "none"}]}]),
         says="subnetworks/none"),
    Case("in a subnetwork", RUN,
         service(vpc_access=[{"network_interfaces": [{"network": "ward", "subnetwork": "beds"}]}]), ""),
    Case("a policy of another project", POLICY,
         policy("iam.disableServiceAccountKeyCreation", {"enforce": "TRUE"}, "other-clinic"),
         says="not one of its parent"),
    Case("a key for no service", POLICY, keyed("nothing.googleapis.com"), says="nothing.googleapis.com"),
    Case("a key for a service", POLICY, keyed("storage.googleapis.com"), ""),
    Case("a currency that there is not", "google_billing_budget",
         {"billing_account": "0A0A0A-0B0B0B-0C0C0C",
          "amount": [{"specified_amount": [{"units": "10", "currency_code": "XYZ"}]}]}, says="currency_code"),
    Case("words for an amount", "google_billing_budget",
         {"billing_account": "0A0A0A-0B0B0B-0C0C0C", "amount": [{"specified_amount": [{"units": "ten"}]}]},
         says="units"),
    Case("detectors nowhere", "google_data_loss_prevention_inspect_template",
         {"parent": f"projects/{PROJECT}/locations/europe-west99", "display_name": "d",
          "inspect_config": [{"info_types": [{"name": "EMAIL_ADDRESS"}]}]}, says="europe-west99"),
    Case("an image of Composer's to come", "google_composer_environment",
         {"name": "air", "region": REGION,
          "config": [{"software_config": [{"image_version": "composer-9-airflow-9"}]}]}, says="image_version"),
    Case("most nodes fewer than least", "google_vertex_ai_feature_online_store",
         {"name": "store", "region": REGION,
          "bigtable": [{"auto_scaling": [{"min_node_count": 5, "max_node_count": 3}]}]},
         says="no more than max_node_count"),
]  # fmt: skip


@pytest.mark.parametrize("case", [*STORES, *MACHINES, *NETS, *OTHERS], ids=str)
def test_google_answers(standing: Client, case: Case) -> None:
    check(standing, case)


@pytest.mark.parametrize(
    ("row", "good", "bad"),
    [
        (Combination(at_most_one=("a", "b")), {"a": 1, "b": 0}, {"a": 1, "b": [1]}),
        (Combination(at_least_one=("a.b", "c")), {"a": [{"b": "x"}]}, {"a": [{"b": ""}], "c": None}),
        (Combination(when={"a": "X"}, none=("b",)), {"a": "Y", "b": 1}, {"a": "X", "b": 1}),
        (Combination(ascending=("a", "b")), {"a": "60s", "b": "600s"}, {"a": "600s", "b": "60s"}),
        (Combination(ascending=("a", "b")), {"a": 9}, {"a": 9, "b": 8}),
        (Combination(when={"a": "true"}, refused="no"), {"a": False}, {"a": True}),
    ],
)
def test_a_combination(row: Combination, good: dict[str, Any], bad: dict[str, Any]) -> None:
    assert row.problem(good) is None
    assert row.problem(bad)
