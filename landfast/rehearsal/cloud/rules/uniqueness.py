"""Names that are taken: 409, with the words of the API."""

from __future__ import annotations

from landfast.rehearsal.cloud.call import Request
from landfast.rehearsal.cloud.refusal import already_exists
from landfast.rehearsal.cloud.reserved import is_reserved

BUCKET = "google_storage_bucket"
WORDS = {
    "google_kms_key_ring": "KeyRing {id} already exists.",
    "google_kms_crypto_key": "CryptoKey {id} already exists.",
    "google_bigquery_dataset": "Already Exists: Dataset {project}:{name}",
    "google_service_account": "Service account {name} already exists within project projects/{project}.",
    "google_pubsub_topic": "Resource already exists in the project (resource={name}).",
    "google_secret_manager_secret": "Secret [{id}] already exists.",
    # The same words for one that stands: https://github.com/hashicorp/terraform-provider-google/issues/6066
    "google_sql_database_instance": (
        "The Cloud SQL instance already exists. When you delete an instance, you can't reuse the name of the deleted "
        "instance until one week from the deletion date."
    ),
    "google_iam_workload_identity_pool": "Requested entity already exists",
    "google_iam_workload_identity_pool_provider": "Requested entity already exists",
}
REASONS = {
    BUCKET: "conflict",
    "google_bigquery_dataset": "duplicate",
    "google_sql_database_instance": "instanceAlreadyExists",
}


def check(request: Request) -> None:
    """A create of what stands already is refused, except where the provider adopts it."""
    if request.operation != "create" or request.type.name == "google_project":
        return
    if request.type.name == BUCKET:
        _check_bucket(request)
    elif not _adopted(request) and _is_taken(request):
        name = request.id.rsplit("/", 1)[-1]
        words = WORDS.get(request.type.name, "Resource '{id}' already exists")
        text = words.format(id=request.id, name=name, project=request.project)
        raise already_exists(text, REASONS.get(request.type.name, "alreadyExists"))


def _is_taken(request: Request) -> bool:
    standing = request.store.get(request.type.name, request.id, request.project)
    return standing is not None or is_reserved(request.store, request.type.name, request.id)


def _adopted(request: Request) -> bool:
    """Created by an update of what is there: grants, services, the log buckets and sinks of a new project."""
    name = request.id.rsplit("/", 1)[-1]
    if request.type.name == "google_project_service":
        return True
    return request.type.facts.upsert or bool(request.type.facts.iam_kind) or name in ("_Default", "_Required")


def _check_bucket(request: Request) -> None:
    """Names of buckets are unique in the whole cloud, over all projects, deleted ones included."""
    taken = request.find(BUCKET, request.id)
    if taken is not None and taken.project == request.project:
        raise already_exists(
            "Your previous request to create the named bucket succeeded and you already own it.", "conflict"
        )
    if taken is not None or request.store.deleted(BUCKET, request.id) is not None:
        raise already_exists(
            "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
            "Please select a different name and try again.",
            "conflict",
        )
