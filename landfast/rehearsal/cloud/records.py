"""What the API knows of a resource beside its fields: when it was made, changed, how often, and what no field says."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from typing import Any

from landfast.provider.values import Object, to_json
from landfast.rehearsal.cloud.call import Call

# The key of it among the fields of a row; no attribute of the provider's can be called so.
RECORD = "~record"


def next_record(call: Call) -> Object:
    """The record of a resource after a create or an update: `{"created", "updated", "revision", "rest"}`.

    `rest` is content of the API that the provider's schema has no attribute for; a call that says nothing of it, as
    those of Terraform's, leaves it as it was.
    """
    before = record_of(call.before or {})
    now = clock()
    return {
        "created": before.get("created") or now,
        "updated": now,
        "revision": int(before.get("revision") or 0) + 1,
        "rest": record_of(call.fields).get("rest") or before.get("rest") or {},
    }


def etag_of(fields: Object) -> str:
    """Of all that is stored: another one with each change."""
    digest = hashlib.sha256(to_json(fields).encode()).digest()
    return base64.b64encode(digest[:12]).decode()


def record_of(fields: Object) -> Object:
    found: Any = fields.get(RECORD)
    return found if isinstance(found, dict) else {}


def without_record(fields: Object) -> Object:
    return {name: value for name, value in fields.items() if name != RECORD}


def clock() -> str:
    """Now, as the APIs write it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
