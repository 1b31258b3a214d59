"""What is looked up in what Google publishes: the services that there are, and the message that a dashboard is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from refusals import PROJECT, Case, check, standing
from rehearsal_client import Client

from landfast.gcp.services import is_service, title
from landfast.provider.facts import facts, known_types
from tools import services

__all__ = ["standing"]

SERVICE, DASHBOARD = "google_project_service", "google_monitoring_dashboard"
UNKNOWN = "403 PERMISSION_DENIED"


def enabled(name: str) -> dict[str, Any]:
    return {"project": PROJECT, "service": name}


def shown(layout: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"dashboard_json": json.dumps({"displayName": "d", **layout, **more})}


def chart(**query: Any) -> dict[str, Any]:
    data = {"timeSeriesQuery": {"timeSeriesFilter": {"filter": 'metric.type="a"'}, **query}}
    return {"gridLayout": {"columns": "2", "widgets": [{"title": "t", "xyChart": {"dataSets": [data]}}]}}


FILTER = {"filter": "a", "aggregation": {"perSeriesAligner": "ALIGN_AVG"}}
CASES = [
    Case("a service", SERVICE, enabled("vision.googleapis.com"), ""),
    Case("a service without a published document", SERVICE, enabled("containerscanning.googleapis.com"), ""),
    Case("a service of Cloud Endpoints", SERVICE, enabled(f"shop.endpoints.{PROJECT}.cloud.goog"), ""),
    Case("no service", SERVICE, enabled("visions.googleapis.com"), UNKNOWN,
         r"Not found or permission denied for service\(s\): visions.googleapis.com\. "
         "SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED"),
    Case("a service by its short name", SERVICE, enabled("pubsub"), "validate", "doesn't match regexp"),
    Case("a service with a blank", SERVICE, enabled("compute.googleapis.com "), UNKNOWN),
    Case("the product's name", SERVICE, enabled("cloudlogging.googleapis.com"), UNKNOWN),
    Case("a dashboard", DASHBOARD, shown(chart(unitOverride="1")), ""),
    Case("a dashboard in the case of messages", DASHBOARD, shown({"grid_layout": {"columns": 2}}), ""),
    Case("a field that no dashboard has", DASHBOARD, shown({"mosaicLayout": {"columns": 12, "legacyRows": 3}}),
         says="Unknown name \"legacyRows\" at 'dashboard.mosaic_layout': Cannot find field"),
    Case("a field that no query has", DASHBOARD, shown(chart(unit="1")),
         says=r"\"unit\" at 'dashboard.grid_layout.widgets\[0\].xy_chart.data_sets\[0\].time_series_query'"),
    Case("a field that no dashboard has, above", DASHBOARD, shown({}, legacyCategory="x"),
         says="Unknown name \"legacyCategory\" at 'dashboard'"),
    Case("a value that is none of them", DASHBOARD, shown(chart(timeSeriesFilter=FILTER)), says="TYPE_ENUM.*ALIGN_AVG"),
    Case("text for a number", DASHBOARD, shown({"mosaicLayout": {"columns": "many"}}), says="TYPE_INT32"),
    Case("a list for a dashboard", DASHBOARD, {"dashboard_json": "[]"}, says="Root element must be a message"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_as_google_answers(standing: Client, case: Case) -> None:
    check(standing, case)


def test_the_services_are_those_of_todays_package() -> None:
    assert services.TARGET.read_text(encoding="utf-8") == services.services(), "write it anew: python -m tools.services"


def test_the_api_of_every_type_can_be_enabled() -> None:
    apis = {facts(name).api for name in known_types()} - {""}
    assert [api for api in sorted(apis) if not is_service(api)] == []
    assert title("pubsub.googleapis.com") == "Cloud Pub/Sub API"
