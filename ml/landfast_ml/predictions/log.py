"""What was predicted for whom, by which version: what experiments, monitoring and a person's questions go by.

A record holds the subject's pseudonym and the declared features, nothing else of a request. One file a day here, so
that what is too old goes as a whole; in the cloud a BigQuery table by day, whose partitions expire.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, Protocol

from landfast_ml.environment import Job

Record = dict[str, Any]
Kind = Literal["predictions", "outcomes"]


class RecordLog(Protocol):
    """Records have `id` and `time` (ISO, UTC); predictions also `unit`, `version`, `experiment` and `arm`."""

    def append(self, records: Sequence[Record]) -> None:
        """Returns when they can't be lost any more with this process."""

    def read(self, since: datetime, experiment: str | None = None) -> Iterator[Record]:
        """In the order in which they were written."""

    def close(self) -> None:
        """Write what is under way; nothing is appended after it."""


def record_log(job: Job, kind: Kind) -> RecordLog:
    """The environment's predictions, or the outcomes that came later, by the predictions' `id`."""
    if job.target == "local":
        return Files(job.local_store / kind)
    from landfast_ml.predictions.bigquery import Table

    return Table(job, kind)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True)
class Files:
    """`YYYY-MM-DD.jsonl`, one record a line, readable by this user alone."""

    folder: Path

    def append(self, records: Sequence[Record]) -> None:
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{datetime.now(UTC).date()}.jsonl"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # One write: lines of two processes don't mix.
            os.write(handle, text.encode())
        finally:
            os.close(handle)

    def read(self, since: datetime, experiment: str | None = None) -> Iterator[Record]:
        start = since.isoformat(timespec="milliseconds")
        for path in self.paths():
            if date.fromisoformat(path.stem) < since.date():
                continue
            with path.open(encoding="utf-8") as file:
                # The last line may be under way.
                records = (json.loads(line) for line in file if line.endswith("\n"))
                for record in records:
                    if record["time"] >= start and experiment in (None, record.get("experiment")):
                        yield record

    def paths(self) -> list[Path]:
        """The files, oldest first."""
        return sorted(self.folder.glob("*.jsonl"))

    def due(self, days: int) -> list[Path]:
        """Files whose last record is older than so many days."""
        limit = datetime.now(UTC).date() - timedelta(days=days)
        return [path for path in self.paths() if date.fromisoformat(path.stem) < limit]

    def close(self) -> None:
        """Nothing is ever under way."""
