"""The raw table as it is now, before anything is trained on it: does it keep its contract, is it late, has it moved."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

import pyarrow.parquet as pq

from landfast_ml.environment import Job
from landfast_ml.errors import DataError, ProjectError
from landfast_ml.features.made import parse_rows
from landfast_ml.features.statistics import Statistic, Statistics, describe, edges_of, merged
from landfast_ml.monitoring.newer import Known
from landfast_ml.table.fields import csv_records
from landfast_ml.versions import data_snapshot


@dataclass(frozen=True, slots=True)
class RawTable:
    """`problems` are those of its contract. `newest` is the last day in it; `statistics` are {} where the contract is
    broken, or too few rows are new since the champion learned."""

    snapshot: str
    problems: tuple[str, ...]
    newest: date | None
    statistics: dict[str, Statistic]

    def age_days(self, today: date) -> int | None:
        return (today - self.newest).days if self.newest else None


@dataclass(frozen=True, slots=True)
class Learned:
    """What the champion learned from: a snapshot of the raw table, and the features made of it."""

    data_snapshot: str = ""
    feature_version: str = ""


class Take(Protocol):
    """The pipeline's first step: a snapshot of the raw table, DataError if its contract is broken."""

    def __call__(self, job: Job, *, snapshot: Path) -> object: ...


def look(job: Job, take: Take, baseline: Statistics, learned: Learned) -> RawTable:
    """As the next pipeline run would see it; nothing is kept."""
    job.local_store.mkdir(parents=True, exist_ok=True)
    try:
        snapshot = data_snapshot(job)
    except ProjectError as error:
        return RawTable("", (str(error),), None, {})
    with tempfile.TemporaryDirectory(dir=job.local_store, prefix=".look-") as folder:
        try:
            take(job, snapshot=Path(folder))
        except DataError as error:
            return RawTable(snapshot, tuple(error.problems), _newest(job), {})
        new = snapshot != learned.data_snapshot and bool(baseline)
        found = _statistics(job, Path(folder), baseline, Known(job, learned.feature_version)) if new else {}
        return RawTable(snapshot, (), _newest(job), found)


def _statistics(job: Job, folder: Path, baseline: Statistics, known: Known) -> dict[str, Statistic]:
    """Of the rows that the champion has not learned from; {} where they are too few to tell anything."""
    # A feature that the champion doesn't know has no bins, and is compared with nothing.
    edges = {**dict.fromkeys(job.columns.features, ()), **edges_of(baseline)}
    parts, new = [], 0
    with pq.ParquetFile(folder / "table.parquet") as table:
        for group in range(table.num_row_groups):
            parsed = parse_rows(table.read_row_group(group).to_pandas(), job.columns, job.columns.snapshot)
            rows = known.without(parsed.values[~parsed.bad])
            found = describe(rows, job.columns, edges)
            parts.append({name: found[name] for name in baseline if name in found})
            new += len(rows)
    return merged(parts) if new >= job.settings.monitoring.minimum_rows else {}


def _newest(job: Job) -> date | None:
    """The last day in the table; of a table without days, the day on which its last file was written."""
    timestamp = job.columns.timestamp
    if timestamp is None:
        times = [path.stat().st_mtime for path in job.table.glob("*.csv")]
        return datetime.fromtimestamp(max(times), UTC).date() if times else None
    days = list(_days(job, job.columns.column(timestamp).raw_name))
    return date.fromisoformat(max(days)) if days else None


def _days(job: Job, name: str) -> Iterator[str]:
    """The last day of each file."""
    for path in sorted(job.table.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
            found = [row[name][:10] for row in csv_records(file) if row.get(name) and _is_day(row[name][:10])]
        if found:
            yield max(found)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
