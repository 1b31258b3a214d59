"""Monitoring: who is told."""

from __future__ import annotations

from landfast.rehearsal.doors.wire.definition import Collection, Service

SERVICE = Service(
    "monitoring.v3",
    (Collection("projects.notificationChannels", "google_monitoring_notification_channel", server_names=True),),
    package="google.monitoring.v3",
)
