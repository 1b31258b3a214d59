"""Budgets of a billing account: the API names them."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.stable import uuid


def _named(fields: Object, attempt: int) -> tuple[str, Object]:
    """https://cloud.google.com/billing/docs/reference/budget/rest/v1/billingAccounts.budgets: a UUID."""
    account = fields["billing_account"]
    own = uuid("budget", account, fields.get("display_name"), fields.get("budget_filter"), attempt)
    return f"billingAccounts/{account}/budgets/{own}", {"name": own}


BEHAVIOURS = {"google_billing_budget": Behaviour(named=_named)}
