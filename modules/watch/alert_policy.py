"""An alert policy: one condition on the log or on a metric, who is told, and the runbook that says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cdktn_provider_google.monitoring_alert_policy import (
    MonitoringAlertPolicy,
    MonitoringAlertPolicyAlertStrategy,
    MonitoringAlertPolicyAlertStrategyNotificationRateLimit,
    MonitoringAlertPolicyConditions,
    MonitoringAlertPolicyConditionsConditionMatchedLog,
    MonitoringAlertPolicyConditionsConditionPrometheusQueryLanguage,
    MonitoringAlertPolicyDocumentation,
    MonitoringAlertPolicyDocumentationLinks,
)

from landfast.modules.cdk import Construct, Entity, resource
from landfast.modules.context import Context

RUNBOOKS = "docs/runbooks.md"
# What matches every minute is told once an hour; 5 minutes is the least that Cloud Monitoring takes.
RATE_LIMIT = "3600s"
# An incident that nothing renews is over; half an hour is the least.
AUTO_CLOSE = "1800s"
EVALUATION = "60s"


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert. `key` is also its section in the runbooks; just one of `log` (a filter) and `query` (PromQL) is set.

    `minutes` is how long the query has to hold.
    """

    key: str
    title: str
    severity: Literal["CRITICAL", "ERROR", "WARNING"]
    meaning: str
    log: str = ""
    query: str = ""
    minutes: int = 0


def alert_policy(
    scope: Construct, context: Context, alert: Alert, channels: Sequence[str], runbooks: str | None
) -> Entity:
    """The policy of `alert`. `runbooks` is where the runbooks are published, None: nowhere but in their file.

    No value of an entry becomes a label: Cloud Monitoring keeps labels outside of the region.
    """
    limit = MonitoringAlertPolicyAlertStrategyNotificationRateLimit(period=RATE_LIMIT) if alert.log else None
    made = resource(
        MonitoringAlertPolicy,
        scope,
        alert.key,
        project=context.project,
        display_name=f"{alert.title} ({context.project})",
        combiner="OR",
        severity=alert.severity,
        enabled=True,
        conditions=[_condition(alert)],
        notification_channels=list(channels),
        alert_strategy=MonitoringAlertPolicyAlertStrategy(auto_close=AUTO_CLOSE, notification_rate_limit=limit),
        documentation=_documentation(alert, runbooks),
        user_labels=context.labels,
    )
    return Entity(made.name, made)


def _condition(alert: Alert) -> Any:
    if alert.log:
        matched = MonitoringAlertPolicyConditionsConditionMatchedLog(filter=alert.log)
        return MonitoringAlertPolicyConditions(display_name=alert.title, condition_matched_log=matched)
    query = MonitoringAlertPolicyConditionsConditionPrometheusQueryLanguage(
        query=alert.query,
        duration=f"{alert.minutes * 60}s",
        evaluation_interval=EVALUATION,
        # A metric that nothing has been written to yet is a 404 otherwise: no endpoint serves on the first apply.
        disable_metric_validation=True,
    )
    return MonitoringAlertPolicyConditions(display_name=alert.title, condition_prometheus_query_language=query)


def _documentation(alert: Alert, runbooks: str | None) -> Any:
    links = None
    if runbooks:
        url = f"{runbooks}#{alert.key}"
        links = [MonitoringAlertPolicyDocumentationLinks(display_name="Runbook", url=url)]
    return MonitoringAlertPolicyDocumentation(
        content=f"{alert.meaning}\n\nRunbook: {RUNBOOKS}#{alert.key}", mime_type="text/markdown", links=links
    )
