"""What stands in the cloud and has no Terraform type: jobs and schedules, backups, routes and addresses of services.

Rows of the store whose fields are as the API has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from landfast.rehearsal.cloud.store import Store, StoredResource

# Collections of Vertex AI whose members run, and the state that is final once they are cancelled.
JOBS = {
    "pipelineJobs": "PIPELINE_STATE",
    "trainingPipelines": "PIPELINE_STATE",
    "hyperparameterTuningJobs": "JOB_STATE",
    "batchPredictionJobs": "JOB_STATE",
    "customJobs": "JOB_STATE",
}
SCHEDULE, BACKUP, DATAFLOW_JOB = "schedules", "backups", "jobs"
# Vertex AI's records of runs.
METADATA_STORE = "metadataStores"
# What Google makes with a project: its own log buckets, and the role of its default accounts.
LOG_BUCKET, DEFAULT_GRANT = "log_bucket", "default_grant"
# What the producer's side of a removed peering remembers: the ranges.
FORMER_CONNECTION = "former_connection"
PEERING_ROUTE, SERVERLESS_ADDRESS = "peering_route", "serverless_address"
# What a project was granted of what an API counts: `metric`, `limit`, and the `region` if it is of one.
QUOTA = "quota"
# What a network has from the start, unless whoever makes it wants none: a way to the internet.
DEFAULT_ROUTE = "default_route"
# Whom a database lets in from the start.
DEFAULT_USER = "sql_default_user"


def running_in(store: Store, attachment: str) -> StoredResource | None:
    """A job that runs and stands in a network by an attachment, by the attachment's path."""
    for kind, states in JOBS.items():
        for job in store.list(kind):
            if job.fields.get("state") == f"{states}_RUNNING" and attachment in _attachments(job.fields):
                return job
    return None


def hold_addresses(store: Store, service: str, seconds: float) -> None:
    """Cloud Run gives the addresses of a service that has gone back only after a while."""
    until = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
    for item in store.list(SERVERLESS_ADDRESS):
        if item.fields["service"] == service:
            store.put(StoredResource(item.type, item.name, item.project, {**item.fields, "until": until}))


def is_held(store: Store, address: StoredResource) -> bool:
    """Whether an address of Cloud Run's is still its: the service stands, or went a moment ago."""
    if store.get("google_cloud_run_v2_service", str(address.fields["service"])) is not None:
        return True
    return datetime.fromisoformat(str(address.fields["until"])) > datetime.now(UTC)


def _attachments(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "networkAttachment":
                yield str(inner)
            else:
                yield from _attachments(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _attachments(inner)
