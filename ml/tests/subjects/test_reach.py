"""How far an erasure reaches, and until when what it does not reach is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from landfast_ml.environment import Job
from landfast_ml.subjects import erasure
from landfast_ml.subjects.places import MOUNTED, not_reached


def test_a_bucket_that_is_no_folder_here_does_not_look_empty(job: Job) -> None:
    cloud = replace(job, target="cloud")
    left = [one for one in not_reached(cloud) if "not mounted" in one]
    assert [one.split(":")[1].removeprefix("//") for one in left] == [cloud.environment.buckets[one] for one in MOUNTED]
    assert [one for one in not_reached(job) if "not mounted" in one] == []


def test_until_when_it_can_be_restored_is_said_only_if_it_is_known(job: Job) -> None:
    cloud = replace(job, target="cloud")
    assert erasure.gone_for_good(cloud) is None
    told = replace(cloud.environment, retention={**cloud.environment.retention, "erasure_lag_days": 21})
    days = date.fromisoformat(erasure.gone_for_good(replace(cloud, environment=told)) or "") - datetime.now(UTC).date()
    assert days.days == 21
