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
from landfast.google.seeding import Seeded, StatesPlace, seed
from landfast.jobs.bootstrap import BootstrapRequest, bootstrap
from landfast.rehearsal.doors.wire.server import WireServer

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
