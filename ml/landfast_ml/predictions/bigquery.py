"""The record log of the cloud: a BigQuery table by day, whose partitions expire; written in the background."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from landfast_ml.clients import at_bigquery
from landfast_ml.environment import Job
from landfast_ml.predictions.log import Kind, Record

BATCH, SECONDS, WAITING, LONGEST_PAUSE = 500, 1.0, 10_000, 30.0
DAY_MS = 24 * 3600 * 1000
# Columns that queries go by; `record` is the whole of it.
KEYS = ("id", "time", "unit", "version", "experiment", "arm")


def table_definition(job: Job, kind: Kind) -> Any:
    """The table as it shall be: in the environment's dataset (its place and key), kept as long as the spec says."""
    from google.cloud import bigquery

    environment = job.environment
    fields = [bigquery.SchemaField(name, "TIMESTAMP" if name == "time" else "STRING") for name in KEYS]
    table = bigquery.Table(
        f"{environment.project}.{environment.datasets['predictions']}.{kind}",
        schema=[*fields, bigquery.SchemaField("record", "STRING", "REQUIRED")],
    )
    days = environment.retention["predictions_days"]
    table.time_partitioning = bigquery.TimePartitioning(field="time", expiration_ms=days * DAY_MS)
    # Erasing and exporting a subject reads its records alone.
    table.clustering_fields = ["unit", "experiment"]
    table.labels = dict(environment.labels)
    return table


def row(record: Record) -> dict[str, Any]:
    return {**{name: record.get(name) for name in KEYS}, "record": json.dumps(record, ensure_ascii=False)}


class Table:
    """Appending waits when the table can't keep up: nothing is dropped."""

    def __init__(self, job: Job, kind: Kind, client: Any = None) -> None:
        from google.cloud import bigquery

        self._client = client or bigquery.Client(
            project=job.environment.project, location=job.environment.region, **at_bigquery()
        )
        self._table = self._client.create_table(table_definition(job, kind), exists_ok=True)
        self._waiting: queue.Queue[Record | None] = queue.Queue(WAITING)
        self._writer = threading.Thread(target=self._write, daemon=True)
        self._writer.start()

    def append(self, records: Sequence[Record]) -> None:
        for record in records:
            self._waiting.put(record)

    def read(self, since: datetime, experiment: str | None = None) -> Iterator[Record]:
        from google.cloud import bigquery

        where, parameters = "time >= @since", [bigquery.ScalarQueryParameter("since", "TIMESTAMP", since)]
        if experiment is not None:
            where += " AND experiment = @experiment"
            parameters.append(bigquery.ScalarQueryParameter("experiment", "STRING", experiment))
        name = f"`{self._table.project}.{self._table.dataset_id}.{self._table.table_id}`"
        options = bigquery.QueryJobConfig(query_parameters=parameters)
        for found in self._client.query(f"SELECT record FROM {name} WHERE {where} ORDER BY time", job_config=options):
            yield json.loads(found["record"])

    def close(self) -> None:
        self._waiting.put(None)
        self._writer.join()

    def _write(self) -> None:
        while True:
            first = self._waiting.get()
            batch = [] if first is None else [first]
            while first is not None and len(batch) < BATCH:
                try:
                    first = self._waiting.get(timeout=SECONDS)
                except queue.Empty:
                    break
                if first is not None:
                    batch.append(first)
            if batch:
                self._insert(batch)
            if first is None:
                return

    def _insert(self, batch: Sequence[Record]) -> None:
        """Until it is stored. Rows are told apart by their id, so a batch that is sent twice is stored once."""
        from google.api_core.exceptions import GoogleAPIError

        rows, pause = [row(record) for record in batch], 1.0
        while True:
            try:
                errors = self._client.insert_rows_json(self._table, rows, row_ids=[one["id"] for one in rows])
            except (GoogleAPIError, OSError) as error:
                _complain(f"{len(rows)} records wait: {type(error).__name__}")
                time.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            if errors:
                # What doesn't fit the table will not fit it later either.
                _complain(f"{len(errors)} of {len(rows)} records were refused by {self._table.table_id}")
            return


def _complain(message: str) -> None:
    print(json.dumps({"severity": "ERROR", "message": message}), flush=True)
