"""Audit logs of a project, a folder or an organization: of services that there are."""

from __future__ import annotations

from landfast.gcp.services import is_service
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

EVERY = "allServices"


def _is_there(call: Call, _store: Store) -> None:
    """https://cloud.google.com/logging/docs/audit/configure-data-access"""
    name = call.text("service")
    if call.writes and name != EVERY and not is_service(name):
        raise bad_request(f"Invalid argument: the service {name} of the audit configuration does not exist.")


BEHAVIOURS = {
    f"google_{level}_iam_audit_config": Behaviour(refuses=(_is_there,))
    for level in ("project", "folder", "organization")
}
