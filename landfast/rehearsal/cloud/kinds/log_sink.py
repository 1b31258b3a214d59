"""Sinks of logs: the account of Google's that they write as."""

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


def _above(level: str, field: str) -> Behaviour:
    """Sinks above projects write as an account of their level: https://cloud.google.com/logging/docs/export/aggregated_sinks"""

    def computed(call: Call) -> Object:
        own = call.text(field).rsplit("/", 1)[-1].lower()
        return {"writer_identity": f"serviceAccount:service-{level}-{own}@gcp-sa-logging.iam.gserviceaccount.com"}

    return Behaviour(computed=computed, then=_writes)


BEHAVIOURS = {
    "google_logging_project_sink": Behaviour(computed=_computed, then=_writes),
    "google_logging_folder_sink": _above("folder", "folder"),
    "google_logging_organization_sink": _above("org", "org_id"),
    "google_logging_billing_account_sink": _above("billing", "billing_account"),
}
