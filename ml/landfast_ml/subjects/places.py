"""Every place that may hold data of a subject; each can say what it holds, and forget it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from landfast_ml.contract.facts import BucketPurpose
from landfast_ml.environment import Job
from landfast_ml.subjects.identity import Subject
from landfast_ml.subjects.replacing import Unchanged, replacing
from landfast_ml.subjects.tables import raw_tables, tables_of_predictions

Record = dict[str, Any]
# Buckets that are looked through as folders.
MOUNTED: tuple[BucketPurpose, ...] = ("raw", "features", "pipeline_root")


class Place(Protocol):
    """`name` goes into exports and certificates: it says what is meant to a person who has never seen the project."""

    @property
    def name(self) -> str: ...

    def find(self, subject: Subject) -> Iterator[Record]:
        """What is held of the subject."""

    def erase(self, subject: Subject) -> int:
        """Forget it; how many records there were. What is run again finishes what was interrupted."""


def places(job: Job) -> list[Place]:
    """All of an environment, in the order in which they are emptied: what is derived first, the raw table last, so that
    an erasure which is cut off is still seen to be one."""
    from landfast_ml.subjects.records import record_places

    subject = job.columns.subject
    return [
        *record_places(job),
        ParquetFiles("features", job.bucket("features"), subject),
        rejected_rows("rejected rows", job.bucket("features")),
        ParquetFiles("outputs of pipeline runs", job.bucket("pipeline_root"), subject),
        rejected_rows("rejected rows of pipeline runs", job.bucket("pipeline_root")),
        *tables_of_predictions(job),
        *raw_tables(job),
    ]


def not_reached(job: Job) -> list[str]:
    """What the environment holds besides files of the raw bucket, and no place reaches: a person has to look into it,
    each says where."""
    from landfast_ml.subjects.records import cloud_tables

    return [*_not_mounted(job), *cloud_tables(job)]


def _not_mounted(job: Job) -> list[str]:
    """A bucket that is no folder here would look as if it held nothing of anybody."""
    folders = {job.environment.buckets[name]: job.bucket(name) for name in MOUNTED} if job.target == "cloud" else {}
    return [
        f"gs://{name}: nobody was looked for in it: it is not mounted at {folder}; mount it, and run this again"
        for name, folder in folders.items()
        if not folder.is_dir()
    ]


@dataclass(frozen=True, slots=True)
class ParquetFiles:
    """Parquet files anywhere below a folder that have the subject's pseudonym in a column."""

    name: str
    folder: Path
    column: str

    def find(self, subject: Subject) -> Iterator[Record]:
        for path in self._paths():
            for record in self._table(path, subject).to_pylist():
                yield {"file": path.relative_to(self.folder).as_posix(), **record}

    def erase(self, subject: Subject) -> int:
        return sum(self._erase(path, subject) for path in self._paths())

    def _paths(self) -> list[Path]:
        import pyarrow.parquet as pq

        return [path for path in sorted(self.folder.rglob("*.parquet")) if self.column in pq.read_schema(path).names]

    def _table(self, path: Path, subject: Subject) -> Any:
        import pyarrow.parquet as pq

        return pq.read_table(path, filters=[(self.column, "in", subject.pseudonyms)])

    def _erase(self, path: Path, subject: Subject) -> int:
        """One group of rows after the other: memory holds no file."""
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        gone = len(self._table(path, subject))
        if gone:
            wanted = pa.array(subject.pseudonyms)
            with (
                pq.ParquetFile(path) as source,
                replacing(path, binary=True) as written,
                pq.ParquetWriter(written, source.schema_arrow, compression="zstd") as writer,
            ):
                for group in range(source.num_row_groups):
                    rows = source.read_row_group(group)
                    kept = pc.invert(pc.fill_null(pc.is_in(rows[self.column], wanted), fill_value=False))
                    writer.write_table(rows.filter(kept))
        return gone


@dataclass(frozen=True, slots=True)
class JsonLines:
    """Files of one JSON object a line; `of` says whether a record is the subject's."""

    name: str
    paths: Callable[[], Sequence[Path]]
    of: Callable[[Record, Subject], bool]

    def find(self, subject: Subject) -> Iterator[Record]:
        for path in self.paths():
            with path.open(encoding="utf-8") as file:
                for line in file:
                    if line.endswith("\n") and self.of(record := json.loads(line), subject):
                        yield {"file": path.name, **record}

    def erase(self, subject: Subject) -> int:
        return sum(self._erase(path, subject) for path in self.paths())

    def _erase(self, path: Path, subject: Subject) -> int:
        gone = 0
        with path.open(encoding="utf-8") as file, replacing(path) as written:
            for line in file:
                if line.strip() and self.of(json.loads(line), subject):
                    gone += 1
                else:
                    written.write(line)
            if not gone:
                raise Unchanged
        return gone


def rejected_rows(name: str, folder: Path) -> JsonLines:
    """What the feature pipeline kept aside: a pseudonym and the reasons."""
    return JsonLines(
        name,
        lambda: sorted(folder.rglob("rejected.json")),
        lambda record, subject: record.get("subject") in subject.pseudonyms,
    )
