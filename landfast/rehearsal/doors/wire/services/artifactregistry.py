"""Artifact Registry: repositories."""

from __future__ import annotations

from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service

SERVICE = Service(
    "artifactregistry.v1",
    (
        Collection(
            "projects.locations.repositories",
            "google_artifact_registry_repository",
            differs=Differences(keyed={"cleanup_policies": "id"}),
        ),
    ),
    package="google.devtools.artifactregistry.v1",
)
