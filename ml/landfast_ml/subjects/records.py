"""Predictions and outcomes as places that hold data of a subject: files here, BigQuery tables in the cloud."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from landfast_ml.clients import at_bigquery
from landfast_ml.environment import Job
from landfast_ml.predictions.log import Files, Kind, record_log
from landfast_ml.subjects.identity import Subject
from landfast_ml.subjects.places import JsonLines, ParquetFiles, Place, Record, rejected_rows


def record_places(job: Job) -> list[Place]:
    """Outcomes first: they are known by the predictions that they belong to."""
    if job.target == "local":
        return [_outcomes(job), _predictions(job), *_batches(job)]
    return [CloudRecords(job, "outcomes"), CloudRecords(job, "predictions")]


def _batches(job: Job) -> list[Place]:
    """What other projects have scored with this one's models, and what they refused to score."""
    folder = job.environment_store / "batches"
    return [ParquetFiles("batches of predictions", folder, "unit"), rejected_rows("rows refused in batches", folder)]


def cloud_tables(job: Job) -> list[str]:
    """Tables of BigQuery that hold a pseudonym a row, and end by their own expiration."""
    if job.target == "local":
        return []
    environment = job.environment
    batches = f"{environment.project}.{environment.datasets['predictions']}.batch_*"
    features = f"{environment.project}.{environment.datasets['features']}"
    ends = "rows end by the table's expiration, or delete them by hand"
    return [
        f"BigQuery, {batches}: batches of predictions by `unit`: {ends}",
        f"BigQuery, {features}: features by `{job.columns.subject}`, and the online store that reads them: {ends}",
    ]


def _predictions(job: Job) -> JsonLines:
    files = Files(job.local_store / "predictions")
    return JsonLines("predictions", files.paths, lambda record, subject: record.get("unit") in subject.pseudonyms)


def _outcomes(job: Job) -> JsonLines:
    files, predictions = Files(job.local_store / "outcomes"), _predictions(job)
    ids: dict[str, frozenset[str]] = {}

    def belongs(record: Record, subject: Subject) -> bool:
        if subject.request not in ids:
            ids[subject.request] = frozenset(one["id"] for one in predictions.find(subject))
        return record.get("id") in ids[subject.request]

    return JsonLines("outcomes", files.paths, belongs)


@dataclass(frozen=True, slots=True)
class CloudRecords:
    """A record table of BigQuery. Rows of the last half hour may be too young to be deleted: BigQuery says so, and the
    erasure is run again."""

    job: Job
    kind: Kind

    @property
    def name(self) -> str:
        return self.kind

    def find(self, subject: Subject) -> Iterator[Record]:
        for row in self._run(f"SELECT record FROM `{self._table(self.kind)}` WHERE {self._where()}", subject):
            yield json.loads(row["record"])

    def erase(self, subject: Subject) -> int:
        done = self._run(f"DELETE FROM `{self._table(self.kind)}` WHERE {self._where()}", subject)
        return int(done.num_dml_affected_rows or 0)

    def _where(self) -> str:
        if self.kind == "predictions":
            return "unit IN UNNEST(@units)"
        return f"id IN (SELECT id FROM `{self._table('predictions')}` WHERE unit IN UNNEST(@units))"

    def _table(self, kind: Kind) -> str:
        environment = self.job.environment
        return f"{environment.project}.{environment.datasets['predictions']}.{kind}"

    def _run(self, sql: str, subject: Subject) -> Any:
        from google.cloud import bigquery

        # Makes the table where nothing was ever recorded.
        record_log(self.job, self.kind).close()
        client = bigquery.Client(
            project=self.job.environment.project, location=self.job.environment.region, **at_bigquery()
        )
        units = bigquery.ArrayQueryParameter("units", "STRING", list(subject.pseudonyms))
        return client.query(sql, job_config=bigquery.QueryJobConfig(query_parameters=[units])).result()
