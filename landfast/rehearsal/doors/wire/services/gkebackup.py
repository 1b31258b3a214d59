"""Backup for GKE: the backups that plans made."""

from __future__ import annotations

from landfast.rehearsal.cloud.unmanaged import BACKUP
from landfast.rehearsal.doors.wire.definition import Collection, Service

SERVICE = Service(
    "gkebackup.v1",
    (Collection("projects.locations.backupPlans.backups", BACKUP, initial={"state": "SUCCEEDED"}),),
    package="google.cloud.gkebackup.v1",
)
