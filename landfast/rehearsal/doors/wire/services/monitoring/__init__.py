"""Monitoring: what alerts, and who is told."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service


def _conditions(fields: Object, content: Object) -> None:
    """Conditions have names of their own: https://cloud.google.com/monitoring/api/ref_v3/rest/v3/
    projects.alertPolicies#Condition"""
    policy = fields.get("name")
    for place, condition in enumerate(content.get("conditions") or ()):
        if policy and not condition.get("name"):
            condition["name"] = f"{policy}/conditions/{number(19, policy, place)}"


SERVICE = Service(
    "monitoring.v3",
    (
        Collection(
            "projects.alertPolicies",
            "google_monitoring_alert_policy",
            server_names=True,
            differs=Differences(to_api=_conditions),
        ),
        Collection("projects.notificationChannels", "google_monitoring_notification_channel", server_names=True),
    ),
    package="google.monitoring.v3",
)
