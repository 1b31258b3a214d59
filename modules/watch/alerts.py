"""Who is told: e-mail channels, the budget, and the contacts that Google writes to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from cdktn_provider_google.billing_budget import (
    BillingBudget,
    BillingBudgetAllUpdatesRule,
    BillingBudgetAmount,
    BillingBudgetAmountSpecifiedAmount,
    BillingBudgetBudgetFilter,
    BillingBudgetThresholdRules,
)
from cdktn_provider_google.essential_contacts_contact import EssentialContactsContact
from cdktn_provider_google.monitoring_notification_channel import MonitoringNotificationChannel

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context
from landfast.modules.names import label, project_path
from landfast.modules.project.gcp_project import Project

# Share of the budget, and whether it is spent or forecast to be.
THRESHOLDS = ((0.5, "CURRENT_SPEND"), (0.9, "CURRENT_SPEND"), (1.0, "CURRENT_SPEND"), (1.0, "FORECASTED_SPEND"))
# https://cloud.google.com/billing/docs/how-to/budgets-notification-recipients
CHANNELS_A_BUDGET = 5


def email_channels(
    scope: Construct, context: Context, addresses: Iterable[str], about: str, depends_on: Sequence[Made]
) -> list[str]:
    """Ids of the e-mail channels to `addresses`, for what is told in this stack.

    The cloud gives a channel its name, so no other stack can know it: the budget and the alerts have their own.
    """
    return [
        resource(
            MonitoringNotificationChannel,
            scope,
            f"to-{key}",
            project=context.project,
            display_name=f"{address} ({about})",
            type="email",
            labels={"email_address": address},
            user_labels=context.labels,
            depends_on=list(depends_on),
        ).id
        for address, key in _keys_of(addresses).items()
    ]


def budget(
    scope: Construct,
    context: Context,
    project: Project,
    euros: int,
    channels: Sequence[str],
    depends_on: Sequence[Made],
) -> Made:
    """A monthly budget for the project; the billing account's administrators and `channels` are told."""
    rule = BillingBudgetAllUpdatesRule(monitoring_notification_channels=list(channels)[:CHANNELS_A_BUDGET])
    made: Made = resource(
        BillingBudget,
        scope,
        "environment",
        billing_account=project.billing_account,
        display_name=context.names.project_name,
        budget_filter=BillingBudgetBudgetFilter(
            projects=[project_path(project.number)],
            # What credits pay for counts too: else nobody hears of it before they are used up.
            credit_types_treatment="EXCLUDE_ALL_CREDITS",
        ),
        # In the billing account's currency: another one is refused, and only the account knows which it has.
        amount=BillingBudgetAmount(specified_amount=BillingBudgetAmountSpecifiedAmount(units=str(euros))),
        threshold_rules=[
            BillingBudgetThresholdRules(threshold_percent=share, spend_basis=basis) for share, basis in THRESHOLDS
        ],
        all_updates_rule=rule if channels else None,
        depends_on=list(depends_on),
    )
    return made


def contacts(
    scope: Construct, context: Context, categories: Mapping[str, Sequence[str]], depends_on: Sequence[Made]
) -> None:
    """Essential contacts: e-mail address -> what Google writes to it about."""
    keys = _keys_of(categories)
    for address, about in categories.items():
        resource(
            EssentialContactsContact,
            scope,
            f"to-{keys[address]}",
            parent=context.names.path,
            email=address,
            language_tag="en",
            notification_category_subscriptions=sorted(about),
            depends_on=list(depends_on),
        )


def _keys_of(addresses: Iterable[str]) -> dict[str, str]:
    """Of each address a key for the state: its `label`, with a digest where an earlier one has that already."""
    keys: dict[str, str] = {}
    for address in addresses:
        key = label(address)
        taken = key in keys.values()
        keys[address] = f"{key}-{hashlib.sha256(address.encode()).hexdigest()[:5]}" if taken else key
    return keys
