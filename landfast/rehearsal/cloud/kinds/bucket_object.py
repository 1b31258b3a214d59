"""Objects in buckets."""

from __future__ import annotations

import base64
import hashlib

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.generations import retire
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.stable import milliseconds
from landfast.rehearsal.cloud.store import Store


def _computed(call: Call) -> Object:
    md5 = hashlib.md5(call.text("content").encode(), usedforsecurity=False).digest()
    root = f"https://www.googleapis.com/storage/v1/b/{call.fields['bucket']}/o/{call.fields['name']}"
    return {
        "md5hash": base64.b64encode(md5).decode(),
        "md5hexhash": md5.hex(),
        "generation": milliseconds() * 1000,
        "self_link": root,
        "media_link": f"{root}?alt=media",
        "storage_class": "STANDARD",
        "content_type": "text/plain; charset=utf-8",
    }


def _deleted(call: Call, store: Store) -> None:
    standing = store.get(call.type, call.name, call.project)
    if standing is not None:
        retire(store, standing)


BEHAVIOURS = {"google_storage_bucket_object": Behaviour(computed=_computed, deleted=_deleted)}
