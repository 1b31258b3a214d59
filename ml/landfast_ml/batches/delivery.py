"""Batches of predictions: delivered once for a table and a version, with a record of where each came from.

Here a batch is a Parquet file; in the cloud it is rows of a BigQuery table by day, whose partitions expire.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from landfast_ml.documents import Document, documents
from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.versions import code_version, digest, revision

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "batches"
PREDICTIONS, REJECTED = "predictions.parquet", "rejected.json"
PROBABILITY = "probability"
# Features, data and code that a version was made of.
_TRAINED = ("feature_version", "data_snapshot", "code_version", "revision")


def batch_id(job: Job, snapshot: str, version: str) -> str:
    """The same for the same rows and the same version of the model."""
    return "b-" + digest([job.columns.table, snapshot, version])


def record_name(job: Job, batch: str) -> str:
    return f"{FOLDER}/{job.columns.table}/{batch}.json"


def record(job: Job, batch: str) -> Document | None:
    """What a batch is made of, None if it was never delivered."""
    return documents(job, "models").read(record_name(job, batch))


def every(job: Job) -> list[Document]:
    """The records of all batches, oldest first."""
    kept = documents(job, "models")
    found = (kept.read(name) for name in kept.names(f"{FOLDER}/{job.columns.table}"))
    return sorted((one for one in found if one is not None), key=lambda one: str(one["time"]))


def delivered(job: Job, snapshot: str, version: str) -> bool:
    """Whether the batch was delivered, and is there. BigQuery is not asked: its rows are there until they expire."""
    batch = batch_id(job, snapshot, version)
    there = job.target == "cloud" or (local_folder(job) / batch / PREDICTIONS).is_file()
    return there and record(job, batch) is not None


def local_folder(job: Job) -> Path:
    """Beside the local buckets: the training project finds there what an erasure must reach."""
    return job.environment_store / FOLDER / job.columns.table


def begun(job: Job, data: Mapping[str, Any], version: str, trained: Mapping[str, Any]) -> Document:
    """The record of a batch before anything is said of its rows: when it was made, where, by what and of what.

    `data` has the snapshot and the key of the table, `trained` is what a published version says of itself.
    """
    return {
        "batch": batch_id(job, data["data_snapshot"], version),
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "environment": job.environment.environment,
        "table": job.columns.table,
        "data_snapshot": data["data_snapshot"],
        "key_id": data["key_id"],
        "model": trained["model"],
        "version": version,
        "trained": {name: trained.get(name, "") for name in _TRAINED},
        "image": os.environ.get("PIPELINE_IMAGE", ""),
        "code_version": code_version(job.project),
        "revision": revision(job.root),
    }


def day_of(document: Document) -> date:
    """On which it was made: its rows expire by it."""
    return date.fromisoformat(document["time"][:10])


def result_of(document: Document, counts: Mapping[str, float]) -> Document:
    """What a run's result says of a batch."""
    return {**document, "feature_version": document["trained"]["feature_version"], "metrics": dict(counts)}


def newest_rows(job: Job, batch: str = "") -> tuple[str, pd.DataFrame]:
    """The rows of a batch that is kept here, by default the newest, and its name. UsageError names those that are."""
    import pandas as pd

    known = [one["batch"] for one in every(job) if (local_folder(job) / one["batch"] / PREDICTIONS).is_file()]
    wanted = batch or (known[-1] if known else "")
    if wanted not in known:
        there = f"there are: {', '.join(known)}" if known else "`pipeline run` makes one"
        raise UsageError(f"there is no batch {wanted}".rstrip() + f": {there}")
    return wanted, pd.read_parquet(local_folder(job) / wanted / PREDICTIONS)


def write_rows(scored: Path, batch: str, day: date, subject: str, path: Path) -> None:
    """The rows to deliver, a group after the other: `batch`, `scored_on`, `unit` (the subject's pseudonym) and what was
    predicted."""
    with ExitStack() as stack:
        source = stack.enter_context(pq.ParquetFile(scored))
        writer: pq.ParquetWriter | None = None
        for group in source.iter_batches():
            table = _told(group, batch, day, subject)
            writer = writer or stack.enter_context(pq.ParquetWriter(path, table.schema, compression="zstd"))
            writer.write_table(table)


def _told(group: pa.RecordBatch, batch: str, day: date, subject: str) -> pa.Table:
    told: dict[str, Any] = {
        "batch": pa.repeat(batch, len(group)),
        "scored_on": pa.repeat(pa.scalar(day, pa.date32()), len(group)),
        "unit": group.column(subject),
        "prediction": group.column("prediction"),
    }
    if PROBABILITY in group.schema.names:
        told[PROBABILITY] = group.column(PROBABILITY)
    classes = [name for name in group.schema.names if name.startswith(f"{PROBABILITY}_")]
    if classes:
        told["probabilities"] = pa.array(_as_json(group, classes), pa.string())
    return pa.table(told)


def _as_json(group: pa.RecordBatch, names: list[str]) -> list[str]:
    """One column for all classes: a class may be called what no column of a database can be."""
    columns = {name.removeprefix(f"{PROBABILITY}_"): group.column(name).to_pylist() for name in names}
    return [json.dumps(dict(zip(columns, values, strict=True))) for values in zip(*columns.values(), strict=True)]


def deliver(job: Job, batch: str, files: Path, facts: Mapping[str, Any]) -> None:
    """Put the batch where it is used, then write its record: without it, the next run does it again.

    `files` holds the rows, and those that were refused where any could be.
    """
    if job.target == "cloud":
        from landfast_ml.batches.bigquery import deliver_rows

        deliver_rows(job, batch, files / PREDICTIONS, str(facts["task"]))
    else:
        _keep(job, batch, files)
    documents(job, "models").replace(record_name(job, batch), dict(facts))


def _keep(job: Job, batch: str, files: Path) -> None:
    """Readable by this user alone, whole or not at all."""
    folder = local_folder(job)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as partial:
        # The rows last: the batch is there when they are.
        names = [name for name in (REJECTED, PREDICTIONS) if (files / name).is_file()]
        for name in names:
            shutil.copyfile(files / name, Path(partial) / name)
        (folder / batch).mkdir(exist_ok=True)
        for name in names:
            os.replace(Path(partial) / name, folder / batch / name)


def expire(job: Job) -> int:
    """End what was kept long enough here, as partitions do in the cloud; returns how many batches."""
    days = job.environment.retention.get("predictions_days", 0)
    if job.target == "cloud" or not days:
        return 0
    limit = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="seconds")
    old = [one["batch"] for one in every(job) if str(one["time"]) < limit]
    found = [local_folder(job) / batch for batch in old if (local_folder(job) / batch).is_dir()]
    for folder in found:
        shutil.rmtree(folder)
    return len(found)
