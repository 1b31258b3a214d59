"""Budgets of billing accounts."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service


def _to_api(fields: Object, content: Object) -> None:
    for block in fields.get("budget_filter") or ():
        if block.get("labels"):
            content["budgetFilter"]["labels"] = {name: [value] for name, value in block["labels"].items()}


def _to_fields(fields: Object, content: Object) -> None:
    labels = (content.get("budgetFilter") or {}).get("labels")
    if labels:
        fields["budget_filter"][0]["labels"] = {name: values[0] for name, values in labels.items()}


SERVICE = Service(
    "billingbudgets.v1",
    (
        Collection(
            "billingAccounts.budgets",
            "google_billing_budget",
            server_names=True,
            differs=Differences(
                {
                    "all_updates_rule": "notificationsRule",
                    "budget_filter.labels": "",
                },
                to_api=_to_api,
                to_fields=_to_fields,
            ),
        ),
    ),
    package="google.cloud.billing.budgets.v1",
)
