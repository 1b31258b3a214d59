"""Cloud Billing: which account pays for a project, and the accounts that pay for one or are said to stand."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.project import PROJECT
from landfast.rehearsal.cloud.refusal import forbidden
from landfast.rehearsal.cloud.store import GIVEN_ACCOUNT
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


def _account(asked: Asked) -> Object:
    given = asked.store.get(GIVEN_ACCOUNT, asked.path)
    short = asked.path.removeprefix("billingAccounts/")
    pays = any(item.fields.get("billing_account") == short for item in asked.store.list(PROJECT))
    if given is None and not pays:
        raise forbidden("The caller does not have permission")
    if "billing.accounts.get" not in asked.access.held(ACCOUNT, asked.path):
        raise forbidden("The caller does not have permission")
    content = {
        "name": asked.path,
        "open": True,
        "displayName": short,
        "masterBillingAccount": "",
        "currencyCode": "EUR",
    }
    return content | (given.fields.get("says") or {} if given is not None else {})


ACCOUNT = "google_billing_account"
SERVICE = Service(
    "cloudbilling.v1",
    (Collection("billingAccounts", ACCOUNT, without=("list", "create", "patch")),),
    handlers={"billingAccounts.get": _account, "projects.getBillingInfo": _get, "projects.updateBillingInfo": _update},
    package="google.cloud.billing.v1",
)
