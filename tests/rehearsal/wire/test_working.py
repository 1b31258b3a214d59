"""Where people and programs work, by the client that is made of Google's documents: Vertex AI, Workbench, Cloud Run,
Cloud Build, Composer; and what keeps them in: perimeters and admission to clusters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from wired import PLACE, PROJECT, REGION, ServedWire, generic, refused, served

PARENT = f"projects/{PROJECT}"
APIS = ("accesscontextmanager", "aiplatform", "artifactregistry", "bigquery", "binaryauthorization", "cloudbuild",
        "composer", "compute", "iam", "notebooks", "run", "secretmanager", "servicenetworking")  # fmt: skip


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedWire]:
    with served(tmp_path_factory.mktemp("wire"), *APIS) as standing:
        yield standing


def account(wire: ServedWire, name: str) -> str:
    accounts = generic(wire, "iam", "v1").projects().serviceAccounts()
    email: str = accounts.create(name=PARENT, body={"accountId": name}).execute()["email"]
    return email


def response(request: Any) -> dict[str, Any]:
    """What an operation made, without what names its message."""
    made: dict[str, Any] = request.execute()["response"]
    assert made.pop("@type").startswith("type.googleapis.com/google.")
    return made


def test_tensorboards_go_by_the_projects_number(wire: ServedWire) -> None:
    boards = generic(wire, "aiplatform", "v1").projects().locations().tensorboards()
    made = response(boards.create(parent=PLACE, body={"displayName": "runs", "labels": {"a": "b"}}))
    assert made["name"].split("/")[1].isdigit()
    # Google leaves out a number that is 0.
    assert "runCount" not in made
    assert made["blobStoragePathPrefix"]
    by_id = f"{PLACE}/tensorboards/{made['name'].rpartition('/')[2]}"
    assert boards.get(name=by_id).execute() == made
    assert boards.list(parent=PLACE).execute()["tensorboards"] == [made]
    changed = response(boards.patch(name=made["name"], updateMask="labels", body={"labels": {"c": "d"}}))
    assert (changed["labels"], changed["displayName"]) == ({"c": "d"}, "runs")
    boards.delete(name=by_id).execute()
    assert "not found" in refused(boards.get(name=made["name"]), 404)


def test_endpoints_and_stores_of_features_and_records(wire: ServedWire) -> None:
    places = generic(wire, "aiplatform", "v1").projects().locations()
    # Who makes one may name it, and need not.
    named = places.endpoints().create(parent=PLACE, endpointId="12345", body={"displayName": "a"}).execute()
    assert named["response"]["name"] == f"{PLACE}/endpoints/12345"
    other = places.endpoints().create(parent=PLACE, body={"displayName": "b"}).execute()["response"]
    assert other["name"].rpartition("/")[2].isdigit()
    scaling = {"bigtable": {"autoScaling": {"minNodeCount": 1, "maxNodeCount": 2}}}
    store = places.featureOnlineStores().create(parent=PLACE, featureOnlineStoreId="s", body=scaling).execute()
    assert store["response"]["bigtable"]["autoScaling"]["maxNodeCount"] == 2
    records = response(places.metadataStores().create(parent=PLACE, metadataStoreId="default", body={}))
    assert places.metadataStores().get(name=records["name"]).execute() == records
    assert places.schedules().list(parent=PLACE).execute() == {}
    for name in ("12345", other["name"].rpartition("/")[2]):
        places.endpoints().delete(name=f"{PLACE}/endpoints/{name}").execute()
    assert "endpoints" not in places.endpoints().list(parent=PLACE).execute()


def test_notebooks_are_stopped_and_started(wire: ServedWire) -> None:
    instances = generic(wire, "notebooks", "v2").projects().locations().instances()
    place, email = f"projects/{PROJECT}/locations/{REGION}-a", account(wire, "notebooks")
    setup = {"machineType": "e2-standard-4", "disablePublicIp": True, "serviceAccounts": [{"email": email}],
             "metadata": {"notebook-disable-root": "true"}}  # fmt: skip
    made = instances.create(parent=place, instanceId="nb", body={"gceSetup": setup}).execute()["response"]
    assert made["state"] == "ACTIVE"
    assert made["gceSetup"]["disablePublicIp"] is True
    stopped = instances.stop(name=made["name"], body={}).execute()
    assert stopped["response"]["state"] == "STOPPED"
    assert generic(wire, "notebooks", "v2").projects().locations().operations().get(
        name=stopped["name"]
    ).execute() == stopped  # fmt: skip
    changed = instances.patch(name=made["name"], updateMask="labels", body={"labels": {"a": "b"}}).execute()
    assert (changed["response"]["state"], changed["response"]["labels"]) == ("STOPPED", {"a": "b"})
    assert instances.start(name=made["name"], body={}).execute()["response"]["state"] == "ACTIVE"
    assert [one["name"] for one in instances.list(parent=place).execute()["instances"]] == [made["name"]]
    assert "already exists" in refused(instances.create(parent=place, instanceId="nb", body={"gceSetup": setup}), 409)
    assert "make the answer up" in refused(instances.reset(name=made["name"], body={}), 501)
    instances.delete(name=made["name"]).execute()
    refused(instances.stop(name=made["name"], body={}), 404)


def test_services_run_and_are_invoked_by_whom_their_policy_names(wire: ServedWire) -> None:
    services = generic(wire, "run", "v2").projects().locations().services()
    container = {"image": "us-docker.pkg.dev/cloudrun/container/hello", "ports": [{"containerPort": 8080}]}
    body = {"template": {"containers": [container], "serviceAccount": account(wire, "runner")}}
    made = services.create(parent=PLACE, serviceId="hello", body=body).execute()["response"]
    assert made["uri"].startswith("https://hello-")
    assert made["template"]["containers"][0]["ports"] == [{"containerPort": 8080}]
    bindings = [{"role": "roles/run.invoker", "members": ["user:ada@clinic.example"]}]
    services.setIamPolicy(resource=made["name"], body={"policy": {"bindings": bindings}}).execute()
    assert services.getIamPolicy(resource=made["name"]).execute()["bindings"] == bindings
    asked = {"name": made["name"], "updateMask": "description", "body": {"description": "says hello"}}
    changed = services.patch(**asked).execute()["response"]
    assert (changed["description"], changed["template"]) == ("says hello", made["template"])
    wrong = {"template": {"containers": [{"image": f"{REGION}-docker.pkg.dev/{PROJECT}/none/hello"}]}}
    assert "not found" in refused(services.create(parent=PLACE, serviceId="other", body=wrong), 400)
    validated = services.create(parent=PLACE, serviceId="other", body=body, validateOnly=True)
    assert "validateOnly" in refused(validated, 501)
    services.delete(name=made["name"]).execute()
    assert services.list(parent=PLACE).execute() == {}


def test_builds_have_pools_and_triggers(wire: ServedWire) -> None:
    places = generic(wire, "cloudbuild", "v1").projects().locations()
    workers = {"machineType": "e2-standard-4", "diskSizeGb": "100"}
    config = {"workerConfig": workers, "networkConfig": {"egressOption": "NO_PUBLIC_EGRESS"}}
    pool = places.workerPools().create(
        parent=PLACE, workerPoolId="builds", body={"privatePoolV1Config": config}
    ).execute()["response"]  # fmt: skip
    assert pool["state"] == "RUNNING"
    assert pool["privatePoolV1Config"]["networkConfig"]["egressOption"] == "NO_PUBLIC_EGRESS"
    assert pool["privatePoolV1Config"]["workerConfig"]["diskSizeGb"] == "100"
    peered = {"networkConfig": {"peeredNetwork": f"projects/{PROJECT}/global/networks/none"}}
    unpeered = places.workerPools().create(parent=PLACE, workerPoolId="no", body={"privatePoolV1Config": peered})
    assert "not found" in refused(unpeered, 404)
    body = {"name": "main", "webhookConfig": {"secret": f"projects/{PROJECT}/secrets/s/versions/1"},
            "build": {"steps": [{"name": "gcr.io/cloud-builders/docker", "args": ["build", "."]}]}}  # fmt: skip
    trigger = places.triggers().create(parent=PLACE, body=body).execute()
    assert trigger["resourceName"] == f"{PLACE}/triggers/{trigger['id']}"
    assert (trigger["name"], trigger["build"]["steps"]) == ("main", body["build"]["steps"])
    changed = places.triggers().patch(
        resourceName=trigger["resourceName"], updateMask="disabled", body={"disabled": True}
    ).execute()  # fmt: skip
    assert changed == {**trigger, "disabled": True}
    assert places.triggers().list(parent=PLACE).execute()["triggers"] == [changed]
    places.triggers().delete(name=trigger["resourceName"]).execute()
    places.workerPools().delete(name=pool["name"]).execute()
    refused(places.workerPools().get(name=pool["name"]), 404)


def test_a_connection_reads_its_secret(wire: ServedWire) -> None:
    connections = generic(wire, "cloudbuild", "v2").projects().locations().connections()
    secret = f"projects/{PROJECT}/secrets/token/versions/1"
    body = {"githubConfig": {"appInstallationId": "1", "authorizerCredential": {"oauthTokenSecretVersion": secret}}}
    asked = connections.create(parent=PLACE, connectionId="code", body=body)
    assert "Secret" in refused(asked, 404)
    body["githubConfig"].pop("authorizerCredential")
    made = connections.create(parent=PLACE, connectionId="code", body=body).execute()["response"]
    repository = {"remoteUri": "https://github.com/acme/churn.git"}
    code = response(connections.repositories().create(parent=made["name"], repositoryId="churn", body=repository))
    assert code["name"] == f"{made['name']}/repositories/churn"
    assert code["remoteUri"] == repository["remoteUri"]
    listed = connections.repositories().list(parent=made["name"]).execute()["repositories"]
    assert listed == [code]
    connections.repositories().delete(name=code["name"]).execute()
    connections.delete(name=made["name"]).execute()
    refused(connections.get(name=made["name"]), 404)


def test_environments_of_airflow(wire: ServedWire) -> None:
    environments = generic(wire, "composer", "v1").projects().locations().environments()
    email = account(wire, "airflow")
    config: dict[str, Any] = {
        "softwareConfig": {"imageVersion": "composer-3-airflow-3"},
        "nodeConfig": {"serviceAccount": email},
        "privateEnvironmentConfig": {"networkingType": "PRIVATE", "enablePrivateBuildsOnly": True},
        "webServerNetworkAccessControl": {"allowedIpRanges": [{"value": "10.0.0.0/8"}]},
    }
    body = {"name": f"{PLACE}/environments/flows", "config": config}
    assert "roles/composer.worker" in refused(environments.create(parent=PLACE, body=body), 400)
    projects = generic(wire, "cloudresourcemanager", "v3").projects()
    bindings = [{"role": "roles/composer.worker", "members": [f"serviceAccount:{email}"]}]
    projects.setIamPolicy(resource=PARENT, body={"policy": {"bindings": bindings}}).execute()
    made = response(environments.create(parent=PLACE, body=body))
    assert (made["name"], made["state"]) == (body["name"], "RUNNING")
    for name, value in config.items():
        assert made["config"][name].items() >= value.items()
    assert environments.get(name=made["name"]).execute() == made
    changed = response(environments.patch(name=made["name"], updateMask="labels", body={"labels": {"a": "b"}}))
    assert changed == {**made, "labels": {"a": "b"}, "updateTime": changed["updateTime"]}
    environments.delete(name=made["name"]).execute()
    assert environments.list(parent=PLACE).execute() == {}


def test_perimeters(wire: ServedWire) -> None:
    perimeters = generic(wire, "accesscontextmanager", "v1").accessPolicies().servicePerimeters()
    policy = "accessPolicies/1234567890"
    rules = [{"ingressFrom": {"identities": ["user:ada@clinic.example"], "sources": [{"accessLevel": "*"}]},
              "ingressTo": {"resources": ["*"], "operations": [{"serviceName": "*"}]}}]  # fmt: skip
    spec = {"restrictedServices": ["storage.googleapis.com"], "ingressPolicies": rules}
    body = {"name": f"{policy}/servicePerimeters/clinic", "title": "clinic", "spec": spec,
            "perimeterType": "PERIMETER_TYPE_REGULAR", "useExplicitDryRunSpec": True}  # fmt: skip
    made = perimeters.create(parent=policy, body=body).execute()["response"]
    assert {name: made[name] for name in body} == body
    changed = perimeters.patch(name=made["name"], updateMask="title", body={"title": "Clinic"}).execute()["response"]
    assert (changed["title"], changed["spec"]) == ("Clinic", spec)
    assert [one["name"] for one in perimeters.list(parent=policy).execute()["servicePerimeters"]] == [made["name"]]
    stranger = {
        "spec": {
            "egressPolicies": [{"egressFrom": {"identities": ["serviceAccount:no@clinic-dev.iam.gserviceaccount.com"]}}]
        }
    }
    asked = perimeters.patch(name=made["name"], updateMask="spec", body=stranger)
    assert "invalid or non-existent" in refused(asked, 400)
    perimeters.delete(name=made["name"]).execute()
    refused(perimeters.get(name=made["name"]), 404)


def test_who_admits_to_clusters_is_there_with_the_project(wire: ServedWire) -> None:
    projects = generic(wire, "binaryauthorization", "v1").projects()
    name = f"{PARENT}/policy"
    given = projects.getPolicy(name=name).execute()
    assert given["defaultAdmissionRule"]["evaluationMode"] == "ALWAYS_ALLOW"
    rule = {"evaluationMode": "ALWAYS_DENY", "enforcementMode": "ENFORCED_BLOCK_AND_AUDIT_LOG"}
    own = {"defaultAdmissionRule": rule, "clusterAdmissionRules": {f"{REGION}.jobs": rule}}
    made = projects.updatePolicy(name=name, body=own).execute()
    assert {key: made[key] for key in own} == own
    # A put is the whole of it.
    again = projects.updatePolicy(name=name, body={"defaultAdmissionRule": rule, "etag": made["etag"]}).execute()
    assert "clusterAdmissionRules" not in again
    assert "does not match" in refused(projects.updatePolicy(name=name, body={**own, "etag": made["etag"]}), 409)
    projects.updatePolicy(name=name, body=given).execute()
    # One that is as it was given is none that a person made.
    assert wire.asking.wire.cloud.store.list("google_binary_authorization_policy") == []
    refused(projects.getPolicy(name="projects/not-there/policy"), 403)
