"""Cloud Build: connections to hosts of code, and the repositories there."""

from __future__ import annotations

from landfast.rehearsal.doors.wire.definition import Collection, Service

CONNECTIONS = "projects.locations.connections"

SERVICE = Service(
    "cloudbuild.v2",
    (
        Collection(CONNECTIONS, "google_cloudbuildv2_connection"),
        Collection(f"{CONNECTIONS}.repositories", "google_cloudbuildv2_repository"),
    ),
    package="google.devtools.cloudbuild.v2",
)
