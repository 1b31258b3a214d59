"""Ends what has been kept long enough on this machine; in the cloud, buckets, tables and logs end by themselves."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.models import registry
from landfast_ml.predictions.log import Files

DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Ended:
    """`path` is older than its `days`; `end` removes it."""

    path: Path
    what: str
    days: int
    end: Callable[[], None]


def ended(job: Job) -> Iterator[Ended]:
    """Everything that is due. UsageError for the cloud's stores, which have their own lifecycle rules."""
    if job.target == "cloud":
        raise UsageError("the cloud's buckets, tables and logs end by themselves: this is for the local stores")
    days = job.environment.days
    yield from _files(job.table, "raw table", days("raw_days"), "*.csv")
    yield from _folders(job.bucket("pipeline_root"), "output of a run", days("raw_days"))
    used = _used_versions(job)
    limit = job.columns.retention_days or days("raw_days")
    for one in _folders(job.bucket("features") / job.columns.table, "feature version", limit):
        if one.path.name not in used:
            yield one
    for kind in ("predictions", "outcomes"):
        files = Files(job.local_store / kind)
        for path in files.due(days("predictions_days")):
            yield Ended(path, kind, days("predictions_days"), path.unlink)
    yield from _files(job.local_store / "runs", "record of a run", days("logs_days"), "*.json")


def _used_versions(job: Job) -> frozenset[str]:
    """Feature versions of models with an alias: they are compared with, and asked who is in them."""
    versions = registry.connect(job).versions()
    return frozenset(version.tags.get("feature_version", "") for version in versions if version.aliases)


def _files(folder: Path, what: str, days: int, pattern: str) -> Iterator[Ended]:
    for path in sorted(folder.glob(pattern)):
        if _age_days(path) > days:
            yield Ended(path, what, days, path.unlink)


def _folders(root: Path, what: str, days: int) -> Iterator[Ended]:
    for path in sorted(root.glob("*/")):
        if not path.name.startswith(".") and _age_days(path) > days:
            yield Ended(path, what, days, lambda path=path: shutil.rmtree(path))  # type: ignore[misc]


def _age_days(path: Path) -> float:
    return (time.time() - path.stat().st_mtime) / DAY
