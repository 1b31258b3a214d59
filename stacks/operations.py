"""Stack `operations`: who is told of what, what is looked at, and the audit trail as tables."""

from __future__ import annotations

from landfast.modules.cdk import TerraformStack
from landfast.modules.context import Context
from landfast.modules.watch.alert_policy import alert_policy
from landfast.modules.watch.alerts import email_channels
from landfast.modules.watch.audit_sink import audit_sink
from landfast.modules.watch.dashboard import dashboard
from landfast.modules.watch.log_metric import log_metric
from landfast.stacks import dashboards
from landfast.stacks.alerts import alerts
from landfast.stacks.outputs import OperationsOutputs
from landfast.stacks.spec import Spec


def build(stack: TerraformStack, context: Context, spec: Spec) -> OperationsOutputs:
    """Makes the stack's resources."""
    channels = email_channels(stack, context, spec.alert_addresses, "alerts", ())
    for name, (filter_, labels, description) in dashboards.LOG_METRICS.items():
        log_metric(stack, context, name, filter_, labels, description)
    policies = {
        alert.key: alert_policy(stack, context, alert, channels, spec.runbooks).id for alert in alerts(spec.platform)
    }
    shown = {
        "models": ("Running models", dashboards.models(spec.platform.online_store)),
        "experiments": ("Running experiments", dashboards.experiments()),
        "pipelines": ("Pipelines", dashboards.pipelines(spec.platform)),
        "governance": ("Governance", dashboards.governance()),
    }
    return OperationsOutputs(
        audit_dataset=audit_sink(stack, context, spec.retention.logs_days).id,
        alerts=policies,
        dashboards={key: dashboard(stack, context, key, title, rows).id for key, (title, rows) in shown.items()},
    )
