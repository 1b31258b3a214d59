"""Resource Manager: projects, folders, liens, and the organizations that are named here."""

from __future__ import annotations

from landfast.rehearsal.doors.wire.definition import Service
from landfast.rehearsal.doors.wire.services.resource_manager import folders, liens, organizations, projects

SERVICE = Service(
    "cloudresourcemanager.v3",
    (projects.PROJECTS, folders.FOLDERS, liens.LIENS, organizations.ORGANIZATIONS),
    handlers={**projects.HANDLERS, **folders.HANDLERS, **liens.HANDLERS, **organizations.HANDLERS},
    package="google.cloud.resourcemanager.v3",
)
