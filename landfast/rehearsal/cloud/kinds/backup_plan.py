"""Backup plans of Kubernetes Engine: one that has backups stays.

https://cloud.google.com/kubernetes-engine/docs/add-on/backup-for-gke/how-to/backup-plan
"""

from __future__ import annotations

from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.cloud.unmanaged import BACKUP


def _empty(call: Call, store: Store) -> None:
    inside = store.under(BACKUP, call.name, call.project) if call.verb == "delete" else ()
    if inside:
        raise bad_request(f"BackupPlan {call.name} has {len(inside)} Backups: delete them first.", "failedPrecondition")


BEHAVIOURS = {"google_gke_backup_backup_plan": Behaviour(refuses=(_empty,))}
