"""Access Context Manager: perimeters of VPC Service Controls."""

from __future__ import annotations

from landfast.rehearsal.doors.wire.definition import Collection, Service

SERVICE = Service(
    "accesscontextmanager.v1",
    (
        Collection(
            "accessPolicies.servicePerimeters", "google_access_context_manager_service_perimeter", full_name=True
        ),
    ),
    package="google.identity.accesscontextmanager.v1",
)
