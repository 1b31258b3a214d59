"""Every resource is in a project that stands."""

from __future__ import annotations

from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import Refusal, forbidden, not_found
from landfast.rehearsal.cloud.store import Store


def check(call: Call, store: Store) -> None:
    is_project = call.type == "google_project" and call.writes
    if call.verb == "delete" or is_project or not call.project:
        return
    if find_project(store, call.project) is None:
        raise _missing(call)


def _missing(call: Call) -> Refusal:
    if call.kind.api == "storage.googleapis.com":
        return not_found("The requested project was not found.")
    return forbidden(f"Permission denied on resource project {call.project}.", "CONSUMER_INVALID")
