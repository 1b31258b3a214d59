"""What was kept long enough ends, and nothing else."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from sample_project import load

from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.subjects.retention import ended

DAY = 24 * 3600


def kept(path: Path, days: int) -> Path:
    """A file, or with no ending a folder, that was last written so many days ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix:
        path.write_text("{}\n", encoding="utf-8")
    else:
        path.mkdir()
    when = time.time() - days * DAY
    os.utime(path, (when, when))
    return path


def test_what_is_too_old_ends_and_nothing_else(job: Job) -> None:
    versions = job.bucket("features") / job.columns.table
    old = [
        kept(job.table / "old.csv", 366),
        kept(job.bucket("pipeline_root") / "ingest-1", 366),
        kept(versions / "f-old", 366),
        kept(job.local_store / "predictions" / "2020-01-01.jsonl", 0),
        kept(job.local_store / "runs" / "2020-01-01.json", 401),
    ]
    young = [
        kept(job.table / "young.csv", 364),
        kept(job.bucket("pipeline_root") / "ingest-2", 364),
        kept(versions / "f-young", 364),
        kept(job.local_store / "predictions" / "2999-01-01.jsonl", 0),
        kept(job.local_store / "runs" / "2026-01-01.json", 399),
    ]
    due = list(ended(job))
    assert {one.path for one in due} == set(old)
    for one in due:
        one.end()
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in young)
    assert list(ended(job)) == []


def test_without_a_retention_nothing_is_guessed(job: Job) -> None:
    path = job.root / "environments" / "unit.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"retention": {}}), encoding="utf-8")
    with pytest.raises(UsageError, match=r"retention\.raw_days: is missing"):
        list(ended(load(job.root)))


def test_the_cloud_ends_its_own(job: Job) -> None:
    with pytest.raises(UsageError, match="end by themselves"):
        list(ended(load(job.root, "cloud")))
