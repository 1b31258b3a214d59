"""Monitoring: dashboards, which have a version of the API of their own."""

from __future__ import annotations

import json

from landfast.provider.values import Object
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service
from landfast.rehearsal.doors.wire.methods import changed, check_etag

# What the API says of each, beside what is kept of it.
OWN = ("name", "etag")


def _to_api(fields: Object, content: Object) -> None:
    content |= json.loads(fields.get("dashboard_json") or "{}")


def _to_fields(fields: Object, content: Object) -> None:
    kept = {name: value for name, value in content.items() if name not in OWN}
    fields["dashboard_json"] = json.dumps(kept, separators=(",", ":"), sort_keys=True)


def _replace(asked: Asked) -> Object:
    """A patch has no mask, and is the whole of it: https://cloud.google.com/monitoring/api/ref_v3/rest/v1/
    projects.dashboards/patch"""
    standing = asked.standing()
    check_etag(asked, standing, str(asked.body.get("etag") or ""))
    return content_of(asked, changed(asked, standing, asked.body))


SERVICE = Service(
    "monitoring.v1",
    (
        Collection(
            "projects.dashboards",
            "google_monitoring_dashboard",
            server_names=True,
            numbered=True,
            differs=Differences(to_api=_to_api, to_fields=_to_fields),
        ),
    ),
    handlers={"projects.dashboards.patch": _replace},
    package="google.monitoring.dashboard.v1",
)
