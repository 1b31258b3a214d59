"""Looks for a subject once more after an erasure, by other ways than those that erased: by the reader of the pipeline,
and by the bytes of every derived file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from landfast_ml.batches.delivery import REJECTED
from landfast_ml.environment import Job
from landfast_ml.features.raw import read_header, read_text
from landfast_ml.predictions.log import Files
from landfast_ml.privacy.pseudonyms import pseudonym, pseudonym_keys
from landfast_ml.subjects.identity import Subject

_CHUNK = 1 << 20


def prediction_ids(job: Job, subject: Subject) -> frozenset[str]:
    """Of the predictions that name the subject, before they are erased: their outcomes must go too."""
    if job.target == "cloud":
        return frozenset()
    lines = (line for path in Files(job.local_store / "predictions").paths() for line in _lines(path))
    return frozenset(json.loads(line)["id"] for line in lines if _any(line, subject.pseudonyms))


def remaining(job: Job, subject: Subject, ids: frozenset[str]) -> list[str]:
    """Where something of the subject is left, each file by its name; empty if all is well."""
    found = [path for path in _raw(job) if _in_raw(job, path, subject)]
    found += [path for path in _derived(job) if _in_derived(path, subject, own=_own(job))]
    found += [path for path in Files(job.local_store / "outcomes").paths() if ids & _outcome_ids(path)]
    return [path.name for path in found]


def mentioned(job: Job, subject: Subject) -> list[str]:
    """Derived files that name the subject where no row is about it: a person has to look into them."""
    found = []
    for path in _derived(job):
        name = f"{path.parent.name}/{path.name}"
        if path.suffix == ".parquet":
            columns = sorted(_columns_with(path, subject) - _own(job))
            found += [f"{name}: the pseudonym is in column {column}, of rows of others" for column in columns]
        elif not _is_record(path) and _in_bytes(path, subject.pseudonyms):
            found.append(f"{name}: the pseudonym is in it")
    return found


def _raw(job: Job) -> Iterator[Path]:
    yield from sorted(job.bucket("raw").glob("*/*.csv"))


def _in_raw(job: Job, path: Path, subject: Subject) -> bool:
    """As the next run would take it in, under every key."""
    column = job.columns.column(job.columns.subject).raw_name
    if column not in read_header(path)[0]:
        return False
    keys = pseudonym_keys(job)
    return any(
        pseudonym(key, identifier, subject.case) in subject.pseudonyms
        for batch in read_text(path, {column: "subject"}, [])
        for identifier in batch["subject"].unique().to_pylist()
        if identifier
        for key in keys
    )


def _derived(job: Job) -> Iterator[Path]:
    roots = [job.bucket("features"), job.bucket("pipeline_root"), job.environment_store / "batches"]
    roots.append(job.local_store / "predictions")
    yield from (path for root in roots for path in sorted(root.rglob("*")) if path.is_file())


def _own(job: Job) -> frozenset[str]:
    """Columns that say who a row is about; in any other one a person is only mentioned in a row of somebody else."""
    return frozenset({job.columns.subject, "unit"})


def _in_derived(path: Path, subject: Subject, own: frozenset[str]) -> bool:
    if path.suffix == ".parquet":
        return bool(own & _columns_with(path, subject))
    return _is_record(path) and _in_bytes(path, subject.pseudonyms)


def _is_record(path: Path) -> bool:
    return path.suffix == ".jsonl" or path.name == REJECTED


def _columns_with(path: Path, subject: Subject) -> frozenset[str]:
    """Columns of text with the subject in them: pages are compressed, so their bytes tell nothing."""
    with pq.ParquetFile(path) as file:
        names = [field.name for field in file.schema_arrow if _is_text(field.type)]
        return frozenset(
            name
            for batch in file.iter_batches(columns=names)
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
            if any(value in subject.pseudonyms for value in column.unique().to_pylist())
        )


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _in_bytes(path: Path, words: Iterable[str]) -> bool:
    wanted = [word.encode() for word in words]
    with path.open("rb") as file:
        before = b""
        while chunk := file.read(_CHUNK):
            if any(word in before + chunk for word in wanted):
                return True
            before = chunk[-64:]
    return False


def _outcome_ids(path: Path) -> frozenset[str]:
    return frozenset(json.loads(line)["id"] for line in _lines(path))


def _lines(path: Path) -> Iterator[str]:
    """Those that are whole."""
    with path.open(encoding="utf-8") as file:
        yield from (line for line in file if line.endswith("\n"))


def _any(line: str, words: Iterable[str]) -> bool:
    return any(word in line for word in words)
