"""Buckets of Cloud Storage: one namespace for the whole world, and none goes while something is in it."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import already_exists
from landfast.rehearsal.cloud.store import Store

BUCKET = "google_storage_bucket"


def _computed(call: Call) -> Object:
    return {
        "url": f"gs://{call.fields['name']}",
        "project_number": int(project_number(call.fields["project"])),
        "public_access_prevention": "inherited",
        "rpo": "DEFAULT" if "-" not in str(call.fields["location"]) else "",
    }


def _unique(call: Call, store: Store) -> None:
    """Names of buckets are unique in the whole cloud, over all projects, deleted ones included."""
    taken = store.get(BUCKET, call.name)
    if taken is not None and taken.project == call.project:
        raise already_exists(
            "Your previous request to create the named bucket succeeded and you already own it.", "conflict"
        )
    if taken is not None or store.deleted(BUCKET, call.name) is not None:
        raise already_exists(
            "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
            "Please select a different name and try again.",
            "conflict",
        )


def _empty(call: Call, store: Store) -> None:
    if call.verb != "delete":
        return
    if any(item.fields.get("bucket") == call.name for item in store.list("google_storage_bucket_object")):
        raise already_exists("The bucket you tried to delete is not empty.", "conflict")


BEHAVIOURS = {BUCKET: Behaviour(computed=_computed, unique=_unique, refuses=(_empty,))}
