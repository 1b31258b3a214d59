"""An alert policy on a log-based metric needs the metric: Cloud Monitoring looks it up when the policy is made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import not_found
from landfast.rehearsal.cloud.store import Store

METRIC = "google_logging_metric"
# PromQL's name of a metric has underscores where the metric's own has anything else.
_FILTER = re.compile(r'metric\.type\s*=\s*"logging\.googleapis\.com/user/([^"]+)"')
_PROMQL = re.compile(r"logging_googleapis_com:user_(\w+)")


def _metrics_stand(call: Call, store: Store) -> None:
    if not call.writes:
        return
    known = {str(metric.fields.get("name")) for metric in store.list(METRIC, call.project)}
    for name in _asked(call.fields):
        if name not in known and name not in {re.sub(r"\W", "_", other) for other in known}:
            raise not_found(
                f'Cannot find metric(s) that match type = "logging.googleapis.com/user/{name}". If a metric was '
                "created recently, it could take up to 10 minutes to become available. Please try again soon."
            )


def _asked(values: Any) -> Iterator[str]:
    """The log-based metrics of the conditions, save where validation is off."""
    for condition in values.get("conditions") or []:
        for kind in ("condition_threshold", "condition_absent"):
            for block in condition.get(kind) or []:
                yield from _FILTER.findall(str(block.get("filter") or ""))
        for block in condition.get("condition_prometheus_query_language") or []:
            if not block.get("disable_metric_validation"):
                yield from _PROMQL.findall(str(block.get("query") or ""))


BEHAVIOURS = {"google_monitoring_alert_policy": Behaviour(refuses=(_metrics_stand,))}
