"""Delivery in the cloud: a BigQuery table by day in the environment's dataset, which has its place and its key.

Here are the table and the load job as BigQuery's REST interface has them; `deliver_rows` sends them.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from landfast_ml.clients import at_bigquery
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.privacy.exclusions import erased

DAY_MS = 24 * 3600 * 1000
# Task -> what a row says besides the prediction.
_FIELDS = {
    "binary": {"probability": "FLOAT64"},
    "multiclass": {"probabilities": "STRING"},
    "forecast": {"time": "DATE", "step": "INT64", "low": "FLOAT64", "high": "FLOAT64"},
}


def table_name(job: Job) -> str:
    return f"batch_{job.columns.table}"


def table_resource(job: Job, task: str) -> dict[str, Any]:
    """By the day of scoring; a day's rows end when the environment no longer keeps predictions."""
    environment = job.environment
    place = {"projectId": environment.project, "datasetId": environment.datasets["predictions"]}
    fields = {"batch": "STRING", "scored_on": "DATE", "unit": "STRING"}
    fields |= {"prediction": "FLOAT64" if task in {"regression", "forecast"} else "STRING", **_FIELDS.get(task, {})}
    if any(column.type == "time" for column in job.columns.raw):
        fields["time"] = "DATETIME"
    expiration = environment.retention["predictions_days"] * DAY_MS
    return {
        "tableReference": {**place, "tableId": table_name(job)},
        "schema": {"fields": [{"name": name, "type": kind, "mode": "NULLABLE"} for name, kind in fields.items()]},
        "timePartitioning": {"type": "DAY", "field": "scored_on", "expirationMs": str(expiration)},
        # Erasing a subject reads its rows alone.
        "clustering": {"fields": ["unit"]},
        "encryptionConfiguration": {"kmsKeyName": environment.key("derived")},
        "labels": dict(environment.labels),
    }


def load_configuration(job: Job) -> dict[str, Any]:
    """`JobConfiguration` of the load: appended, to a table that is there, or not at all."""
    environment = job.environment
    return {
        "labels": dict(environment.labels),
        "load": {
            "sourceFormat": "PARQUET",
            "createDisposition": "CREATE_NEVER",
            "writeDisposition": "WRITE_APPEND",
            "destinationEncryptionConfiguration": {"kmsKeyName": environment.key("derived")},
        },
    }


def job_id(job: Job, batch: str, attempt: int) -> str:
    """A name is given once in a project, so a batch is loaded once, however often the step is started."""
    return f"{job.project.name}-{batch}-{attempt}"


def deliver_rows(job: Job, batch: str, path: Path, task: str) -> None:
    """Load the rows, and take out those of subjects who were erased since an earlier delivery.

    Raises: ProjectError with BigQuery's reason.
    """
    try:
        from google.cloud import bigquery
    except ImportError:
        raise ProjectError("Google's clients are missing: install requirements-cloud.lock") from None
    client = bigquery.Client(project=job.environment.project, location=job.environment.region, **at_bigquery())
    table = client.create_table(bigquery.Table.from_api_repr(table_resource(job, task)), exists_ok=True)
    _load(client, job, batch, path, table)
    gone = sorted(erased(job))
    if gone:
        parameters = [bigquery.ArrayQueryParameter("gone", "STRING", gone)]
        sql = f"DELETE FROM `{table.project}.{table.dataset_id}.{table.table_id}` WHERE unit IN UNNEST(@gone)"
        client.query(sql, job_config=bigquery.QueryJobConfig(query_parameters=parameters)).result()


def _load(client: Any, job: Job, batch: str, path: Path, table: Any) -> None:
    """An earlier attempt that is under way or done is waited for; of one that failed the name is used up."""
    from google.api_core.exceptions import Conflict, GoogleAPICallError
    from google.cloud import bigquery

    configuration = bigquery.LoadJobConfig.from_api_repr(load_configuration(job))
    place = {"location": job.environment.region}
    for attempt in count(1):
        name, earlier = job_id(job, batch, attempt), False
        try:
            with path.open("rb") as file:
                started = client.load_table_from_file(file, table, job_id=name, job_config=configuration, **place)
        except Conflict:
            started, earlier = client.get_job(name, **place), True
        try:
            started.result()
        except GoogleAPICallError as error:
            if not earlier:
                raise ProjectError(f"BigQuery refused batch {batch}: {error}") from None
        else:
            return
