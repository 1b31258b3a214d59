"""What has to be there before the first stack: made once, gone on with, mended where it is ours, refused where not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from examined_cloud import STATES, ExaminedCloud, cloud_of
from wired import TOKEN

from landfast.core.errors import InputError, UserError
from landfast.core.progress import Event
from landfast.gcp.type_permissions import program_permissions
from landfast.google.identities import Identities, identify
from landfast.google.seeding import Seeded, StatesPlace, seed
from landfast.jobs.bootstrap import BootstrapRequest, bootstrap, bootstrap_first
from landfast.rehearsal.doors.wire.server import WireServer
from landfast.stacks.services import counted_services
from landfast.stacks.spec import load
from landfast.targets.workspace import Workspace

NEW = StatesPlace("clinic-tfstate", "europe-west4", "acme-seed")
STORAGE = "https://storage.googleapis.com/storage/v1"
SPEC = """\
name: clinic
residency: {region: europe-west4}
google: {organization: "123456789012", billing_account: 0A0A0A-0B0B0B-0C0C0C, quota_project: acme-seed}
"""


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[ExaminedCloud]:
    with cloud_of(tmp_path) as found:
        yield found


def seeded(cloud: ExaminedCloud, place: StatesPlace = NEW) -> list[Seeded]:
    return list(seed(cloud.api(), place, ["orgpolicy.googleapis.com"]))


def test_all_is_made_once(cloud: ExaminedCloud) -> None:
    made = seeded(cloud)
    assert {one.state for one in made} == {"made"}
    assert "orgpolicy.googleapis.com" in made[0].says
    bucket = cloud.api().get(f"{STORAGE}/b/{NEW.bucket}") or {}
    assert bucket["versioning"] == {"enabled": True}
    assert bucket["iamConfiguration"]["publicAccessPrevention"] == "enforced"
    assert bucket["iamConfiguration"]["uniformBucketLevelAccess"]["enabled"] is True
    assert bucket["encryption"]["defaultKmsKeyName"] == NEW.key
    assert bucket["softDeletePolicy"]["retentionDurationSeconds"] == "604800"
    key = cloud.api().get(f"https://cloudkms.googleapis.com/v1/{NEW.key}") or {}
    assert key["rotationPeriod"] == "7776000s"
    assert {one.state for one in seeded(cloud)} == {"stands"}


@pytest.mark.parametrize("steps", range(1, 6))
def test_what_was_cut_off_is_gone_on_with(cloud: ExaminedCloud, steps: int) -> None:
    list(islice(seed(cloud.api(), NEW, []), steps))
    assert [one.state for one in seed(cloud.api(), NEW, [])] == ["stands"] * steps + ["made"] * (5 - steps)


def test_a_bucket_of_ours_that_is_not_safe_is_mended_and_keeps_what_it_has(cloud: ExaminedCloud) -> None:
    url = f"{STORAGE}/b/{STATES}"
    theirs = {"action": {"type": "Delete"}, "condition": {"age": 999}}
    longer = {"retentionDurationSeconds": "2592000"}
    cloud.api().patch(url, {"labels": {"team": "ml"}, "lifecycle": {"rule": [theirs]}, "softDeletePolicy": longer})
    *_, bucket = seeded(cloud, replace(NEW, bucket=STATES))
    assert bucket.state == "mended"
    assert "encryption" in bucket.says
    assert "versioning" not in bucket.says
    found = cloud.api().get(url) or {}
    assert found["labels"] == {"team": "ml", "managed-by": "landfast"}
    assert len(found["lifecycle"]["rule"]) == 2
    assert theirs in found["lifecycle"]["rule"]
    assert found["softDeletePolicy"]["retentionDurationSeconds"] == "2592000"
    assert seeded(cloud, replace(NEW, bucket=STATES))[-1].state == "stands"


def test_a_bucket_of_another_project_is_not_used(cloud: ExaminedCloud) -> None:
    url = "https://cloudresourcemanager.googleapis.com/v3/projects"
    cloud.api().post(url, {"projectId": "others", "parent": "organizations/123456789012"})
    cloud.api().create(f"{STORAGE}/b?project=others", {"name": NEW.bucket, "location": "EUROPE-WEST4"})
    with pytest.raises(UserError, match="of another project"):
        seeded(cloud)
    assert "encryption" not in (cloud.api().get(f"{STORAGE}/b/{NEW.bucket}") or {})


def test_a_bucket_elsewhere_is_told_and_left(cloud: ExaminedCloud) -> None:
    with pytest.raises(UserError, match="is in EUROPE-WEST4, and not in europe-west3"):
        seeded(cloud, replace(NEW, bucket=STATES, region="europe-west3"))


def test_a_project_that_does_not_stand_is_told_before_anything_is_made(cloud: ExaminedCloud) -> None:
    with pytest.raises(UserError, match="nobodys does not stand"):
        seeded(cloud, replace(NEW, project="nobodys"))


def test_the_job_asks_for_a_project_and_goes_by_the_endpoint(
    cloud: ExaminedCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text(SPEC.replace(", quota_project: acme-seed", ""))
    with pytest.raises(InputError, match=r"google\.quota_project"):
        bootstrap(BootstrapRequest(spec=spec))
    spec.write_text(SPEC)
    monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", TOKEN)
    with WireServer(replace(cloud.wire, token=TOKEN)) as server:
        found = bootstrap(BootstrapRequest(spec=spec, target="google", endpoint=server.url))
    assert found.to_json()["bucket"] == "clinic-tfstate"
    assert [one["state"] for one in found.to_json()["steps"]] == ["made"] * 5


def test_what_up_makes_before_its_first_stack_is_what_bootstrap_makes(cloud: ExaminedCloud, tmp_path: Path) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text(SPEC)
    workspace = Workspace.open(spec, "dev", "google")
    said: list[Event] = []
    bootstrap_first(workspace, cloud.api(), said.append)
    assert [each.detail.split(":")[1] for each in said if each.phase == "notice"] == [
        " APIs of acme-seed made", " key ring made", " key made", " grant made", " state bucket made",
    ]  # fmt: skip
    assert said[-1].detail == "gs://clinic-tfstate keeps the states"
    said.clear()
    bootstrap_first(workspace, cloud.api(), said.append)
    assert [each.detail for each in said] == ["nothing to do"]
    # All that doctor looks for there has been enabled.
    assert set(counted_services(workspace.spec)) <= (cloud.examination().enabled("acme-seed") or set())
    # Who may not look goes on with what stands.
    said.clear()
    bootstrap_first(workspace, cloud.api("user:eve@b.example"), said.append)
    assert "gone on with what stands" in said[-1].detail
    # Without a project to work in there is nothing to look at.
    said.clear()
    spec.write_text(
        SPEC.replace(", quota_project: acme-seed", ", impersonate: landfast@acme-ci.iam.gserviceaccount.com")
    )
    bootstrap_first(Workspace.open(spec, "dev", "google"), cloud.api(), said.append)
    assert not said


ACCOUNT = "landfast@acme-seed.iam.gserviceaccount.com"
POOL = "projects/acme-seed/locations/global/workloadIdentityPools/clinic-landfast"
WHO = SPEC.replace(
    "quota_project: acme-seed",
    f"quota_project: acme-seed, impersonate: {ACCOUNT}, operators: ['group:ML@acme.example'], provisioned_by_ci: true",
)
CODE = "repository: {host: github, owner: acme, name: clinic}\n"


def test_who_brings_environments_up_is_made_if_the_spec_says_so(
    cloud: ExaminedCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text(WHO + CODE)
    monkeypatch.setenv("GOOGLE_OAUTH_ACCESS_TOKEN", TOKEN)
    with WireServer(replace(cloud.wire, token=TOKEN)) as server:
        request = BootstrapRequest(spec=spec, target="google", endpoint=server.url)
        made = [one.thing for one in bootstrap(request).steps if one.state == "made"]
        assert made[5:] == ["account", "states", "quota", "operators", "identity pool", "sign-in", "CI"]
        assert {one.state for one in bootstrap(request).steps} == {"stands"}
        iam = "https://iam.googleapis.com/v1"
        sign_in = cloud.api().get(f"{iam}/{POOL}/providers/github") or {}
        wanted = "assertion.repository == 'acme/clinic' && assertion.ref == 'refs/heads/main'"
        assert sign_in["attributeCondition"] == wanted
        # Somebody lets in every branch.
        cloud.api().patch(
            f"{iam}/{POOL}/providers/github",
            {"attributeCondition": "assertion.repository == 'acme/clinic'"},
            updateMask="attributeCondition",
        )
        assert [one.thing for one in bootstrap(request).steps if one.state == "mended"] == ["sign-in"]
    policy = cloud.api().ask(f"{iam}/projects/acme-seed/serviceAccounts/{ACCOUNT}:getIamPolicy") or {}
    found = {one["role"]: one["members"] for one in policy["bindings"]}
    assert found["roles/iam.serviceAccountTokenCreator"] == ["group:ml@acme.example"]
    (ci,) = found["roles/iam.workloadIdentityUser"]
    assert ci.endswith("/workloadIdentityPools/clinic-landfast/attribute.repository/acme/clinic")
    # What the account needs for states it has.
    held = cloud.examination(f"serviceAccount:{ACCOUNT}").tested(
        "buckets/clinic-tfstate", program_permissions("state_bucket")
    )
    assert held.held == set(program_permissions("state_bucket"))


def test_an_account_of_another_project_is_not_made(cloud: ExaminedCloud, tmp_path: Path) -> None:
    wanted = Identities("ci@others-1.iam.gserviceaccount.com", ["user:a@b.example"])
    seeded(cloud)
    with pytest.raises(UserError, match=r"ci@others-1.* does not stand"):
        list(identify(cloud.api(), NEW, wanted))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (WHO, "google.provisioned_by_ci (landfast.yaml:3): is set and repository is missing"),
        (
            WHO.replace(f"impersonate: {ACCOUNT}, ", "") + CODE,
            "google.operators (landfast.yaml:3): is set and google.impersonate is",
        ),
        (
            WHO.replace("quota_project: acme-seed, ", "") + CODE,
            "google.operators (landfast.yaml:3): is set and google.quota",
        ),
        (WHO.replace("group:ML@acme.example", "allUsers") + CODE, "google.operators"),
    ],
)
def test_identities_that_can_not_be_are_refused(text: str, problem: str, tmp_path: Path) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text(text)
    with pytest.raises(InputError) as refused:
        load(spec)
    assert problem in str(refused.value)
