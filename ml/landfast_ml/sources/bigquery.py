"""Takes the declared columns of a BigQuery table into the raw bucket: in the cloud, where the table is."""

from __future__ import annotations

import uuid
from typing import Any

from landfast_ml.clients import at_bigquery, at_storage
from landfast_ml.contract.columns import Column
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.versions import PENDING


def import_if_there(job: Job) -> None:
    """What the first step does where the raw table is one of BigQuery's. ProjectError if Google refuses."""
    if job.target == "cloud" and job.project.source == "bigquery":
        import_table(job)


def import_table(job: Job) -> int:
    """Replace the raw table by the rows that BigQuery has now; returns how many. ProjectError if Google refuses.

    While it runs, and after a run that was cut off, a mark in the bucket keeps the pipeline from half a table.
    """
    try:
        from google.api_core.exceptions import GoogleAPIError
        from google.auth.exceptions import GoogleAuthError
        from google.cloud import bigquery, storage
    except ImportError:
        raise ProjectError("Google's clients are missing: run with .venv-cloud (`make setup-cloud`)") from None
    environment = job.environment
    try:
        client = bigquery.Client(project=environment.project, location=environment.region, **at_bigquery())
        bucket = storage.Client(project=environment.project, **at_storage()).bucket(environment.buckets["raw"])
        mark = bucket.blob(f"{job.columns.table}/{PENDING}")
        mark.upload_from_string("")
        stale = [blob for blob in bucket.list_blobs(prefix=f"{job.columns.table}/") if blob.name.endswith(".csv")]
        table = client.get_table(job.settings.data.origin)
        query = export_statement(job, f"import-{uuid.uuid4().hex[:12]}")
        client.query(query, job_config=export_options(job), location=table.location).result()
        bucket.delete_blobs(stale)
        mark.delete()
    except (GoogleAPIError, GoogleAuthError) as error:
        raise ProjectError(f"Google refused the import: {error}") from None
    return int(table.num_rows or 0)


def export_statement(job: Job, name: str) -> str:
    """The query that writes the declared columns, and no others, as CSV files of that name."""
    uri = f"gs://{job.environment.buckets['raw']}/{job.columns.table}/{name}-*.csv"
    columns = ",\n  ".join(_selected(column) for column in job.columns.raw)
    options = f"uri = '{uri}', format = 'CSV', header = true, overwrite = true"
    return f"EXPORT DATA OPTIONS ({options}) AS\nSELECT\n  {columns}\nFROM `{job.settings.data.origin}`"


def _selected(column: Column) -> str:
    """Days as days, whatever the table keeps them as; times as they are."""
    name = f"`{column.raw_name}`"
    return f"DATE({name}) AS {name}" if column.type == "date" else name


def export_options(job: Job) -> Any:
    """What the query job is bound to: the environment's key for its results, and its labels."""
    from google.cloud import bigquery

    key = bigquery.EncryptionConfiguration(kms_key_name=job.environment.key("content"))
    return bigquery.QueryJobConfig(
        labels=dict(job.environment.labels), destination_encryption_configuration=key, use_query_cache=False
    )
