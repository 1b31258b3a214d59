"""Sinks of a project's logs: the account of Google's that they write as."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.agents import make_account
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.store import Store


def _computed(call: Call) -> Object:
    if call.fields.get("unique_writer_identity") is False:
        return {"writer_identity": "serviceAccount:cloud-logs@system.gserviceaccount.com"}
    writer = f"service-{project_number(call.text('project'))}"
    return {"writer_identity": f"serviceAccount:{writer}@gcp-sa-logging.iam.gserviceaccount.com"}


def _writes(call: Call, store: Store) -> None:
    make_account(store, call.text("writer_identity"), call.project)


BEHAVIOURS = {"google_logging_project_sink": Behaviour(computed=_computed, then=_writes)}
