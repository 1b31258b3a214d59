"""Backups of what runs in the cluster: keyed, in the region, and gone in time for an erasure to be one."""

from __future__ import annotations

from cdktn_provider_google.gke_backup_backup_plan import (
    GkeBackupBackupPlan,
    GkeBackupBackupPlanBackupConfig,
    GkeBackupBackupPlanBackupSchedule,
    GkeBackupBackupPlanRetentionPolicy,
)

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.cluster.gke import Cluster
from landfast.modules.context import Context

# What was erased in the cluster is still in its backups for so long: it has to fit in the month of GDPR Art. 12(3).
BACKUP_DAYS = 14
EVERY_NIGHT = "0 2 * * *"


def backup_plan(scope: Construct, context: Context, cluster: Cluster) -> Made:
    """A backup of all namespaces and volumes each night; none can be locked against deletion."""
    made: Made = resource(
        GkeBackupBackupPlan,
        scope,
        "environment",
        name=context.names.resource("backups"),
        project=context.project,
        location=context.region,
        cluster=cluster.id,
        backup_config=GkeBackupBackupPlanBackupConfig(
            all_namespaces=True,
            include_volume_data=True,
            include_secrets=True,
            encryption_key={"gcp_kms_encryption_key": context.key_id("derived")},
        ),
        backup_schedule=GkeBackupBackupPlanBackupSchedule(cron_schedule=EVERY_NIGHT),
        retention_policy=GkeBackupBackupPlanRetentionPolicy(
            backup_delete_lock_days=0, backup_retain_days=BACKUP_DAYS, locked=False
        ),
        labels=context.labels,
        deletion_policy=context.deletion_policy,
    )
    return made
