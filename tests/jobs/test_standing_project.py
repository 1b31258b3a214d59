"""An environment in a project that landfast did not make: up, again, down; the project and others' jobs stay."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from repository import ROOT

from landfast import api
from landfast.rehearsal import RehearsalCloud

VERTEX = "https://europe-west4-aiplatform.googleapis.com/v1"
PLACE = "projects/acme-ml-dev/locations/europe-west4"
HOST = "projects/acme-network-dev"
POLICY = "google_org_policy_policy"
LABELS = {"application": "churn", "environment": "dev", "managed-by": "landfast"}
# Who may do what doctor says that the stacks need, and nothing else.
CI = "serviceAccount:ci@acme-ci.iam.gserviceaccount.com"
OURS = "churn-pipelines@acme-ml-dev.iam.gserviceaccount.com"


def ask(cloud: RehearsalCloud, verb: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = cloud.wire.request(verb, f"{VERTEX}/{path}", json=body)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def training(cloud: RehearsalCloud, account: str) -> str:
    machine = {"machineType": "n2-standard-4"}
    worker = [{"machineSpec": machine, "replicaCount": "1", "containerSpec": {"imageUri": "i"}}]
    spec = {"displayName": "train", "jobSpec": {"serviceAccount": account, "workerPoolSpecs": worker}}
    return str(ask(cloud, "POST", f"{PLACE}/customJobs", spec)["name"])


def test_its_life_ends_nothing_that_is_not_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(ROOT / "examples/existing-project/landfast.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    up = api.up(api.UpRequest(pipeline=False, acts_as=CI))
    assert isinstance(up, api.UpResult)
    assert up.facts.project == "acme-ml-dev"
    (ticket,) = [problem for problem in up.left_open if problem.path == "ticket"]
    assert ticket.next_step == "hand over .landfast/rehearsal/dev/ticket/TICKET.md"
    again = api.plan(api.PlanRequest())
    assert isinstance(again, api.PlanResult)
    assert (again.changes, again.ticket) == ([], tmp_path / ".landfast/rehearsal/dev/ticket/TICKET.md")

    cloud = RehearsalCloud(tmp_path / ".landfast/rehearsal")
    theirs, ours = training(cloud, "etl@acme-ml-dev.iam.gserviceaccount.com"), training(cloud, OURS)
    for name, labels in (("theirs", {}), ("experiment", LABELS)):
        ask(cloud, "POST", f"{PLACE}/endpoints", {"displayName": name, "labels": labels})
    policies = {item.name for item in cloud.resources("acme-ml-dev") if item.type == POLICY}

    down = api.down(api.DownRequest(environment="dev"))
    assert (down.exit_code, down.in_states, down.in_cloud) == (0, 0, None)
    left = {(item.type, item.name) for item in cloud.resources("acme-ml-dev")}
    assert ("google_project", "projects/acme-ml-dev") in left
    assert policies == {name for kind, name in left if kind == POLICY}
    # What Google never gives back, and the log bucket, whose name it would keep for a week.
    assert {kind for kind, _name in left if kind.startswith(("google_kms", "google_storage", "google_logging"))} == {
        "google_kms_key_ring", "google_kms_crypto_key", "google_logging_project_bucket_config",
    }  # fmt: skip
    assert ask(cloud, "GET", theirs)["state"] not in ("JOB_STATE_CANCELLING", "JOB_STATE_CANCELLED")
    assert ask(cloud, "GET", ours)["state"] == "JOB_STATE_CANCELLED"
    assert [one["displayName"] for one in ask(cloud, "GET", f"{PLACE}/endpoints")["endpoints"]] == ["theirs"]


@pytest.mark.parametrize("name", ["no-organization", "shared-vpc"])
def test_what_an_owner_manages_is_planned(name: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples" / name / "landfast.yaml", tmp_path)
    planned = api.plan(api.PlanRequest(spec=tmp_path / "landfast.yaml"))
    assert isinstance(planned, api.PlanResult)
    made = {change.address for change in planned.changes}
    assert {"google_project_service.aiplatform", "google_project_iam_audit_config.all-services"} <= made
    assert not [address for address in made if address.startswith((POLICY, "google_project.", "google_folder."))]


def test_a_shared_network_is_worked_in_and_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(ROOT / "examples/shared-vpc/landfast.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    cloud = RehearsalCloud(tmp_path / ".landfast/rehearsal")
    assert isinstance(api.up(api.UpRequest(pipeline=False, acts_as=CI)), api.UpResult)
    before = {(item.type, item.name) for item in cloud.resources("acme-network-dev")}
    assert ("google_compute_subnetwork", f"{HOST}/regions/europe-west4/subnetworks/ml-europe-west4") in before
    assert api.down(api.DownRequest(environment="dev")).exit_code == 0
    assert {(item.type, item.name) for item in cloud.resources("acme-network-dev")} == before


@pytest.mark.long
def test_without_an_organization_it_comes_up_as_somebody_who_has_the_roles_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(ROOT / "examples/no-organization/landfast.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert isinstance(api.up(api.UpRequest(pipeline=False, acts_as=CI)), api.UpResult)
