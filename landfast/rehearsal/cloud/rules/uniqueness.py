"""Names that are taken: 409, with the words of the API."""

from __future__ import annotations

from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds import behaviour
from landfast.rehearsal.cloud.reserved import is_reserved
from landfast.rehearsal.cloud.store import Store

# What the provider creates by an update was there before it, and is never refused for that. (A PUT makes topics.)
UPDATE = "PATCH"


def check(call: Call, store: Store) -> None:
    """A create of what stands already is refused, except where that is how the API changes it."""
    own = behaviour(call.type)
    if call.verb != "create":
        return
    if own.unique is not None:
        own.unique(call, store)
    elif not (own.adopted or _adopted(call)):
        standing = store.get(call.type, call.name, call.project) is not None
        own.taken.check(call, standing or is_reserved(store, call.type, call.name))


def _adopted(call: Call) -> bool:
    """Created by an update of what is there: settings of a folder, the log buckets and sinks of a new project, parts of
    IAM policies."""
    known = call.kind.facts
    return (
        known.upsert
        or known.create.get("method") == UPDATE
        or bool(known.iam_kind)
        or call.name.rsplit("/", 1)[-1] in ("_Default", "_Required")
    )
