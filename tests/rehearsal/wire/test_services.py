"""Clusters, databases, topics and plans of backups by Google's own client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from wired import PROJECT, REGION, ServedWire, generic, refused, served

PLACE = f"projects/{PROJECT}/locations/{REGION}"
NETWORK = f"projects/{PROJECT}/global/networks/n"
APIS = ("compute", "container", "gkebackup", "iam", "pubsub", "servicenetworking", "sqladmin")


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedWire]:
    with served(tmp_path_factory.mktemp("wire"), *APIS) as wire:
        compute = generic(wire, "compute", "v1")
        compute.networks().insert(project=PROJECT, body={"name": "n", "autoCreateSubnetworks": False}).execute()
        ranges = [
            {"rangeName": "pods", "ipCidrRange": "10.16.0.0/14"},
            {"rangeName": "s", "ipCidrRange": "10.32.0.0/20"},
        ]
        body = {"name": "s", "network": NETWORK, "ipCidrRange": "10.0.0.0/20", "secondaryIpRanges": ranges}
        compute.subnetworks().insert(project=PROJECT, region=REGION, body=body).execute()
        yield wire


def cluster(name: str, **more: Any) -> dict[str, Any]:
    policy = {"useIpAliases": True, "clusterSecondaryRangeName": "pods", "servicesSecondaryRangeName": "s"}
    where = {"network": NETWORK, "subnetwork": f"projects/{PROJECT}/regions/{REGION}/subnetworks/s"}
    return {"cluster": {"name": name, "ipAllocationPolicy": policy, **where, **more}}


def test_a_cluster_and_its_pools(wire: ServedWire) -> None:
    clusters = generic(wire, "container", "v1").projects().locations().clusters()
    pools, name = clusters.nodePools(), f"{PLACE}/clusters/c"
    wanted = cluster("c", initialNodeCount=1, nodeConfig={"machineType": "e2-standard-2"})
    operation = clusters.create(parent=PLACE, body=wanted).execute()
    assert (operation["operationType"], operation["status"]) == ("CREATE_CLUSTER", "DONE")
    operations = generic(wire, "container", "v1").projects().locations().operations()
    assert operations.get(name=f"{PLACE}/operations/{operation['name']}").execute() == operation
    found = clusters.get(name=name).execute()
    assert (found["network"], found["networkConfig"]["network"], found["status"]) == ("n", NETWORK, "RUNNING")
    assert [pool["name"] for pool in found["nodePools"]] == ["default-pool"]
    # The provider reads it without looking whether it is there.
    assert "ipEndpointsConfig" in found["controlPlaneEndpointsConfig"]
    refused(clusters.create(parent=PLACE, body=wanted), 409)
    config = {"machineType": "e2-standard-4", "kubeletConfig": {"insecureKubeletReadonlyPortEnabled": False}}
    scaling = {"enabled": True, "totalMaxNodeCount": 3}
    pool = {"name": "p", "initialNodeCount": 1, "autoscaling": scaling, "config": config}
    pools.create(parent=name, body={"nodePool": pool}).execute()
    pools.delete(name=f"{name}/nodePools/default-pool").execute()
    (made,) = pools.list(parent=name).execute()["nodePools"]
    assert made["config"]["kubeletConfig"]["insecureKubeletReadonlyPortEnabled"] is False
    assert (made["autoscaling"]["enabled"], made["autoscaling"]["totalMaxNodeCount"]) == (True, 3)
    own = f"{name}/nodePools/p"
    groups_of(wire, made)
    pools.update(name=own, body={"labels": {"labels": {"a": "b"}}, "machineType": "e2-standard-8"}).execute()
    pools.setAutoscaling(name=own, body={"autoscaling": {"enabled": False}}).execute()
    after = pools.get(name=own).execute()
    assert (after["config"]["labels"], after["config"]["machineType"]) == ({"a": "b"}, "e2-standard-8")
    assert not after["autoscaling"]["enabled"]
    # HashiCorp's provider has the cluster change a pool.
    sizes = {"desiredNodePoolAutoscaling": {"enabled": True, "totalMaxNodeCount": 5}}
    clusters.update(name=name, body={"update": {"desiredNodePoolId": "p", **sizes}}).execute()
    assert pools.get(name=own).execute()["autoscaling"]["totalMaxNodeCount"] == 5
    refused(clusters.update(name=name, body={"update": {"desiredNodePoolId": "none", **sizes}}), 404)
    refused(clusters.update(name=name, body={"update": {"desiredNodePoolId": "p", "desiredAddonsConfig": {}}}), 501)
    clusters.update(name=name, body={"update": {"desiredIntraNodeVisibilityConfig": {"enabled": True}}}).execute()
    clusters.update(name=name, body={"update": {"desiredReleaseChannel": {"channel": "STABLE"}}}).execute()
    clusters.setResourceLabels(name=name, body={"resourceLabels": {"team": "a"}, "labelFingerprint": ""}).execute()
    changed = clusters.get(name=name).execute()
    assert changed["networkConfig"]["enableIntraNodeVisibility"] is True
    assert (changed["releaseChannel"], changed["resourceLabels"]) == ({"channel": "STABLE"}, {"team": "a"})
    refused(clusters.update(name=name, body={"update": {"desiredImage": "x"}}), 501, "make the answer up")
    assert [one["name"] for one in clusters.list(parent=f"projects/{PROJECT}/locations/-").execute()["clusters"]] == [
        "c"
    ]
    plans(wire, name)
    clusters.delete(name=name).execute()
    refused(pools.get(name=own), 404)
    assert clusters.list(parent=PLACE).execute() == {}


def groups_of(wire: ServedWire, pool: dict[str, Any]) -> None:
    """Nodes stand in groups, one a zone, whose managers the provider counts them by."""
    managers = generic(wire, "compute", "v1").instanceGroupManagers()
    listed = [managers.list(project=PROJECT, zone=zone).execute()["items"] for zone in pool["locations"]]
    assert [one["selfLink"] for (one,) in listed] == pool["instanceGroupUrls"]
    assert [one["targetSize"] for (one,) in listed] == [1, 1, 1]
    (first,) = listed[0]
    assert (
        managers.get(project=PROJECT, zone=pool["locations"][0], instanceGroupManager=first["name"]).execute() == first
    )
    refused(managers.get(project=PROJECT, zone=pool["locations"][0], instanceGroupManager="none"), 404)


def plans(wire: ServedWire, name: str) -> None:
    """Plans of backups are of a cluster that stands."""
    backups = generic(wire, "gkebackup", "v1").projects().locations().backupPlans()
    body = {"cluster": name, "backupConfig": {"allNamespaces": True, "includeSecrets": True}}
    assert backups.create(parent=PLACE, backupPlanId="b", body=body).execute()["done"]
    plan = f"{PLACE}/backupPlans/b"
    assert backups.patch(name=plan, updateMask="description", body={"description": "d"}).execute()["done"]
    (found,) = backups.list(parent=PLACE).execute()["backupPlans"]
    assert (found["name"], found["description"], found["state"]) == (plan, "d", "READY")
    refused(backups.create(parent=PLACE, backupPlanId="b", body=body), 409)
    assert backups.delete(name=plan).execute()["done"]


def test_an_autopilot_cluster_has_no_pools_of_its_own(wire: ServedWire) -> None:
    clusters = generic(wire, "container", "v1").projects().locations().clusters()
    clusters.create(parent=PLACE, body=cluster("auto", autopilot={"enabled": True})).execute()
    found = clusters.get(name=f"{PLACE}/clusters/auto").execute()
    assert (found["autopilot"], "nodePools" in found) == ({"enabled": True}, False)
    pool = {"nodePool": {"name": "p", "initialNodeCount": 1}}
    refused(clusters.nodePools().create(parent=f"{PLACE}/clusters/auto", body=pool), 400, "Autopilot")
    clusters.delete(name=f"{PLACE}/clusters/auto").execute()


@pytest.mark.parametrize(
    ("version", "default", "account"),
    [("MYSQL_8_0", ("root", "%"), ("robot-a", "%")), ("POSTGRES_17", ("postgres", ""), ("robot-a@{}.iam", ""))],
)
def test_instances_their_databases_and_users(
    wire: ServedWire, version: str, default: tuple[str, str], account: tuple[str, str]
) -> None:
    sql, name = generic(wire, "sqladmin", "v1beta4"), version.partition("_")[0].lower()
    of = {"project": PROJECT, "instance": name}
    body = {
        "name": name,
        "databaseVersion": version,
        "region": REGION,
        "settings": {"tier": "db-f1-micro", "edition": "ENTERPRISE"},
    }
    operation = sql.instances().insert(project=PROJECT, body=body).execute()
    assert (operation["operationType"], operation["targetId"]) == ("CREATE", name)
    assert sql.operations().get(project=PROJECT, operation=operation["name"]).execute() == operation
    found = sql.instances().get(**of).execute()
    assert (found["state"], found["settings"]["activationPolicy"]) == ("RUNNABLE", "ALWAYS")
    refused(sql.instances().insert(project=PROJECT, body=body), 409)
    settings = {"userLabels": {"a": "b"}, "settingsVersion": found["settings"]["settingsVersion"]}
    sql.instances().patch(**of, body={"settings": settings}).execute()
    refused(sql.instances().patch(**of, body={"settings": settings}), 412, "Condition")
    after = sql.instances().get(**of).execute()["settings"]
    assert (after["userLabels"], after["tier"]) == ({"a": "b"}, "db-f1-micro")
    # HashiCorp's provider sends the settings alone: all else stays.
    sql.instances().update(
        **of, body={"settings": {"tier": "db-f1-micro", "edition": "ENTERPRISE", "deletionProtectionEnabled": True}}
    ).execute()
    after = sql.instances().get(**of).execute()
    assert (after["region"], after["databaseVersion"], "userLabels" in after["settings"]) == (REGION, version, False)
    sql.instances().update(**of, body={"settings": {"tier": "db-f1-micro", "edition": "ENTERPRISE"}}).execute()
    made = sql.databases().insert(**of, body={"name": "d", "instance": name, "project": PROJECT}).execute()
    assert made["operationType"] == "CREATE_DATABASE"
    assert [one["name"] for one in sql.databases().list(**of).execute()["items"]] == ["d"]
    (given,) = sql.users().list(**of).execute()["items"]
    assert (given["name"], given["host"]) == default
    sql.users().delete(**of, name=default[0], host=default[1]).execute()
    sent = f"robot-a@{PROJECT}.iam" + (".gserviceaccount.com" if version.startswith("MYSQL") else "")
    user = {"name": sent, "type": "CLOUD_IAM_SERVICE_ACCOUNT"}
    refused(sql.users().insert(**of, body=user), 400, "does not exist")
    parent = f"projects/{PROJECT}"
    accounts = generic(wire, "iam", "v1").projects().serviceAccounts()
    accounts.create(name=parent, body={"accountId": "robot-a"}).execute()
    sql.users().insert(**of, body=user).execute()
    (own,) = sql.users().list(**of).execute()["items"]
    assert (own["name"], own["host"]) == (account[0].format(PROJECT), account[1])
    sql.users().delete(**of, name=own["name"]).execute()
    accounts.delete(name=f"{parent}/serviceAccounts/robot-a@{PROJECT}.iam.gserviceaccount.com").execute()
    sql.databases().delete(**of, database="d").execute()
    refused(sql.databases().get(**of, database="d"), 404)
    sql.instances().delete(**of).execute()
    refused(sql.instances().get(**of), 404)
    # A name stays taken for a week.
    refused(sql.instances().insert(project=PROJECT, body=body), 409)


def test_a_password_is_neither_told_nor_kept(wire: ServedWire) -> None:
    sql, of = generic(wire, "sqladmin", "v1beta4"), {"project": PROJECT, "instance": "secrets"}
    body = {
        "name": "secrets",
        "databaseVersion": "POSTGRES_17",
        "region": REGION,
        "settings": {"tier": "db-f1-micro", "edition": "ENTERPRISE"},
    }
    sql.instances().insert(project=PROJECT, body={**body, "rootPassword": "hunter2-root"}).execute()
    sql.users().insert(**of, body={"name": "ada", "password": "hunter2-ada"}).execute()
    told = str(sql.instances().get(**of).execute()) + str(sql.users().list(**of).execute())
    kept = str(wire.asking.wire.cloud.store.rows("SELECT fields FROM resource"))
    assert "ada" in told
    assert "ada" in kept
    assert "hunter2" not in told + kept


def test_topics_and_subscriptions(wire: ServedWire) -> None:
    projects = generic(wire, "pubsub", "v1").projects()
    topic, subscription = f"projects/{PROJECT}/topics/t-1", f"projects/{PROJECT}/subscriptions/s-1"
    made = projects.topics().create(name=topic, body={"labels": {"a": "b"}}).execute()
    assert (made["name"], made["labels"]) == (topic, {"a": "b"})
    refused(projects.topics().create(name=topic, body={}), 409)
    refused(projects.subscriptions().create(name=subscription, body={"topic": f"{topic}-none"}), 404)
    projects.subscriptions().create(name=subscription, body={"topic": topic, "ackDeadlineSeconds": 20}).execute()
    found = projects.subscriptions().get(subscription=subscription).execute()
    assert (found["topic"], found["ackDeadlineSeconds"], found["state"]) == (topic, 20, "ACTIVE")
    assert projects.topics().subscriptions().list(topic=topic).execute() == {"subscriptions": [subscription]}
    wanted = {"subscription": {"labels": {"c": "d"}}, "updateMask": "labels"}
    assert projects.subscriptions().patch(name=subscription, body=wanted).execute()["ackDeadlineSeconds"] == 20
    policy = {"bindings": [{"role": "roles/pubsub.publisher", "members": ["user:ada@clinic.example"]}]}
    projects.topics().setIamPolicy(resource=topic, body={"policy": policy}).execute()
    assert projects.topics().getIamPolicy(resource=topic).execute()["bindings"] == policy["bindings"]
    refused(projects.topics().publish(topic=topic, body={"messages": []}), 501, "make the answer up")
    (one,) = projects.topics().list(project=f"projects/{PROJECT}").execute()["topics"]
    assert one["name"] == topic
    projects.subscriptions().delete(subscription=subscription).execute()
    projects.topics().delete(topic=topic).execute()
    refused(projects.topics().get(topic=topic), 404)
