"""Cloud Billing: which account pays for a project."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.project import PROJECT
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Collection, Service
from landfast.rehearsal.doors.wire.services.resource_manager.projects import project


def _get(asked: Asked) -> Object:
    found = project(asked)
    account = found.fields.get("billing_account")
    content = {"name": f"projects/{found.project}/billingInfo", "projectId": found.project}
    if not account:
        return {**content, "billingEnabled": False}
    return {**content, "billingAccountName": f"billingAccounts/{account}", "billingEnabled": True}


def _update(asked: Asked) -> Object:
    found = project(asked)
    account = str(asked.body.get("billingAccountName") or "").removeprefix("billingAccounts/")
    fields = {**found.fields, "billing_account": account or None}
    asked.cloud.answer(Call("update", kind(PROJECT), found.name, found.project, fields))
    return _get(asked)


SERVICE = Service(
    "cloudbilling.v1",
    (Collection("billingAccounts", "google_billing_account", without=("get", "list", "create", "patch")),),
    handlers={"projects.getBillingInfo": _get, "projects.updateBillingInfo": _update},
    package="google.cloud.billing.v1",
)
