"""Cloud Run: services."""

from __future__ import annotations

from landfast.rehearsal.doors.wire.definition import Collection, Service

SERVICE = Service(
    "run.v2",
    (Collection("projects.locations.services", "google_cloud_run_v2_service"),),
    package="google.cloud.run.v2",
)
