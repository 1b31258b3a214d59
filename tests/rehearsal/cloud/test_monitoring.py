"""What the rehearsal cloud does with alert policies and dashboards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rehearsal_client import Client, RefusedError

THRESHOLD = {
    "filter": 'metric.type="logging.googleapis.com/user/drift-count" AND resource.type="global"',
    "comparison": "COMPARISON_GT",
    "duration": "0s",
}
PROMQL = {"query": "sum(rate(logging_googleapis_com:user_drift_count[5m])) > 0", "duration": "0s"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    made = Client(tmp_path)
    made.project()
    yield made
    made.store.close()


def policy(client: Client, more: Any = None, **condition: Any) -> dict[str, Any]:
    conditions = [{"display_name": "c", **{kind: [block] for kind, block in condition.items()}}]
    values = {"display_name": "p", "combiner": "OR", "conditions": conditions, **(more or {})}
    return client.create("google_monitoring_alert_policy", **values)


@pytest.mark.parametrize(
    "condition", [{"condition_threshold": THRESHOLD}, {"condition_prometheus_query_language": PROMQL}]
)
def test_an_alert_needs_the_metric_that_it_is_on(client: Client, condition: dict[str, Any]) -> None:
    with pytest.raises(RefusedError, match=r"Error 404: Cannot find metric\(s\) that match type = .*up to 10 minutes"):
        policy(client, **condition)
    client.create("google_logging_metric", name="drift-count", filter="severity>=ERROR")
    assert policy(client, **condition)["name"].startswith("projects/clinic-dev/alertPolicies/")


def test_an_alert_whose_metric_is_not_looked_up_needs_none(client: Client) -> None:
    assert policy(client, condition_prometheus_query_language={**PROMQL, "disable_metric_validation": True})["id"]
    limited = {"alert_strategy": [{"notification_rate_limit": [{"period": "300s"}]}]}
    assert policy(client, limited, condition_matched_log={"filter": "severity>=ERROR"})["id"]


def test_dashboards_have_names_of_their_own(client: Client) -> None:
    first = client.create("google_monitoring_dashboard", dashboard_json=json.dumps({"displayName": "a"}))["id"]
    second = client.create("google_monitoring_dashboard", dashboard_json=json.dumps({"displayName": "b"}))["id"]
    assert first != second
    assert first.split("/")[2] == "dashboards"
