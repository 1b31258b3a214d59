"""Generations of objects that no longer live: noncurrent ones of buckets that keep versions, and soft-deleted ones.

https://cloud.google.com/storage/docs/object-versioning
https://cloud.google.com/storage/docs/soft-delete
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import first
from landfast.rehearsal.cloud.store import Store, StoredResource

GENERATION, OBJECT, BUCKET = "object_generation", "google_storage_bucket_object", "google_storage_bucket"
# Of a bucket that says nothing of it.
USUAL_SECONDS = 7 * 86_400

Kept = Literal["noncurrent", "deleted"]


@dataclass(frozen=True, slots=True)
class Generation:
    """`was`: the object as it stood; `since`, `until` (RFC 3339): when it went, and is gone for good ("": it stays)."""

    row: StoredResource
    was: StoredResource
    kept: Kept
    since: str
    until: str

    @property
    def number(self) -> str:
        return str(self.was.fields.get("generation"))


def retire(store: Store, live: StoredResource) -> None:
    """What becomes of an object that is deleted or overwritten, by what its bucket keeps; it itself goes."""
    bucket = store.get(BUCKET, str(live.fields.get("bucket")))
    fields: Object = bucket.fields if bucket is not None else {}
    if first(fields.get("versioning")).get("enabled"):
        _keep(store, live, "noncurrent", 0)
    else:
        _keep_deleted(store, live, fields)
    store.put_blob(live.name, None)
    store.delete(live)


def discard(store: Store, found: Generation) -> None:
    """A noncurrent generation is deleted: from now on it is soft-deleted, or gone."""
    bucket = store.get(BUCKET, str(found.was.fields.get("bucket")))
    data = store.blob(found.row.name)
    store.delete(found.row)
    store.put_blob(found.row.name, None)
    _keep_deleted(store, found.was, bucket.fields if bucket is not None else {}, data)


def generations(store: Store, bucket: str, prefix: str, kept: Kept) -> Iterator[Generation]:
    """Those of a bucket whose names begin so, in the order of names and generations."""
    now = _text(_now())
    for row in store.page(GENERATION, None, f"{bucket}/{prefix}", "", -1):
        found = _read(row)
        if found.kept == kept and found.was.fields.get("bucket") == bucket and (not found.until or found.until > now):
            yield found


def generation(store: Store, bucket: str, name: str, number: str, kept: Kept) -> Generation | None:
    row = store.get(GENERATION, f"{bucket}/{name}#{number}")
    found = _read(row) if row is not None else None
    gone = found is None or found.kept != kept or bool(found.until and found.until <= _text(_now()))
    return None if gone else found


def forget(store: Store, bucket: str) -> None:
    """Nothing comes back of a bucket that is gone."""
    for row in store.page(GENERATION, None, f"{bucket}/", "", -1):
        store.delete(row)
        store.put_blob(row.name, None)


def _keep_deleted(store: Store, was: StoredResource, bucket: Object, data: bytes | None = None) -> None:
    policy = first(bucket.get("soft_delete_policy"))
    said = policy.get("retention_duration_seconds")
    seconds = USUAL_SECONDS if said is None else int(said)
    if seconds:
        _keep(store, was, "deleted", seconds, data)


def _keep(store: Store, was: StoredResource, kept: Kept, seconds: int, data: bytes | None = None) -> None:
    now, fields = _now(), was.fields
    until = _text(now + dt.timedelta(seconds=seconds)) if seconds else ""
    name = f"{fields['bucket']}/{fields['name']}#{fields.get('generation')}"
    content: Object = {"was": fields, "name": was.name, "kept": kept, "since": _text(now), "until": until}
    store.put(StoredResource(GENERATION, name, was.project, content))
    found = store.blob(was.name) if data is None else data
    if found is not None:
        store.put_blob(name, found)


def _read(row: StoredResource) -> Generation:
    fields = row.fields
    was = StoredResource(OBJECT, str(fields["name"]), row.project, fields["was"])
    return Generation(row, was, fields["kept"], str(fields["since"]), str(fields["until"]))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _text(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
