"""A dashboard of Cloud Monitoring as code: widgets in rows, of metrics and logs of the environment.

Format: https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cdktn_provider_google.monitoring_dashboard import MonitoringDashboard

from landfast.modules.cdk import Construct, Entity, resource
from landfast.modules.context import Context

COLUMNS = 48
HEIGHT = 16
TEXT_HEIGHT = 8

Widget = Mapping[str, Any]
Reducer = Literal["SUM", "MEAN", "MAX"]


@dataclass(frozen=True, slots=True)
class Series:
    """A metric on a resource type (empty: on any); `by` are labels whose values get a line each."""

    metric: str
    resource: str
    aligner: str
    by: tuple[str, ...] = ()
    reducer: Reducer = "SUM"
    where: str = ""

    def query(self, minutes: int = 1) -> dict[str, Any]:
        on = f'resource.type="{self.resource}"' if self.resource else ""
        terms = [f'metric.type="{self.metric}"', on, self.where]
        aggregation: dict[str, Any] = {
            "alignmentPeriod": f"{minutes * 60}s",
            "perSeriesAligner": f"ALIGN_{self.aligner}",
            "crossSeriesReducer": f"REDUCE_{self.reducer}",
        }
        if self.by:
            aggregation["groupByFields"] = list(self.by)
        return {"timeSeriesFilter": {"filter": " AND ".join(filter(None, terms)), "aggregation": aggregation}}


def chart(title: str, *series: Series, unit: str = "", kind: str = "LINE", minutes: int = 1) -> Widget:
    """Lines (or `STACKED_AREA`, `STACKED_BAR`) over time."""
    sets = [{"plotType": kind, "targetAxis": "Y1", "timeSeriesQuery": item.query(minutes)} for item in series]
    axis = {"scale": "LINEAR"} | ({"label": unit} if unit else {})
    return {"title": title, "xyChart": {"dataSets": sets, "yAxis": axis}}


def number(title: str, series: Series) -> Widget:
    """The newest value, with a line of the values before it."""
    return {
        "title": title,
        "scorecard": {"timeSeriesQuery": series.query(5), "sparkChartView": {"sparkChartType": "SPARK_LINE"}},
    }


def logs(title: str, filter_: str) -> Widget:
    """The entries that match."""
    return {"title": title, "logsPanel": {"filter": filter_}}


def text(content: str) -> Widget:
    return {"text": {"content": content, "format": "MARKDOWN"}}


def dashboard(scope: Construct, context: Context, key: str, title: str, rows: Sequence[Sequence[Widget]]) -> Entity:
    """The dashboard `title`; the widgets of a row share its width."""
    made = resource(
        MonitoringDashboard,
        scope,
        key,
        project=context.project,
        dashboard_json=json.dumps(layout(f"{title} ({context.project})", rows), sort_keys=True),
    )
    return Entity(made.id, made)


def layout(title: str, rows: Sequence[Sequence[Widget]]) -> dict[str, Any]:
    """The dashboard's JSON. The API doesn't give zeros back: said, they would be a change in every plan."""
    tiles = []
    top = 0
    for row in rows:
        width = COLUMNS // len(row)
        height = TEXT_HEIGHT if all("text" in widget for widget in row) else HEIGHT
        for column, widget in enumerate(row):
            place = {"xPos": column * width, "yPos": top}
            tiles.append({"width": width, "height": height, "widget": widget} | {k: v for k, v in place.items() if v})
        top += height
    return {"displayName": title, "mosaicLayout": {"columns": COLUMNS, "tiles": tiles}}
