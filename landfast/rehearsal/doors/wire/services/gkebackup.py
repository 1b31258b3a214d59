"""Backup for GKE: plans, and the backups that they made."""

from __future__ import annotations

from landfast.rehearsal.cloud.unmanaged import BACKUP
from landfast.rehearsal.doors.wire.definition import Collection, Service

PLANS = "projects.locations.backupPlans"
SERVICE = Service(
    "gkebackup.v1",
    (
        Collection(PLANS, "google_gke_backup_backup_plan"),
        Collection(f"{PLANS}.backups", BACKUP, initial={"state": "SUCCEEDED"}),
    ),
    package="google.cloud.gkebackup.v1",
)
