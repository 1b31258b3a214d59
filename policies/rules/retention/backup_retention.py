"""LF-RET-007: backups end."""

from __future__ import annotations

from landfast.policies.facts.settings import Setting, is_present, settings_check
from landfast.policies.model import Mend, Rule

_KEPT = "backups are kept for ever"
SETTINGS = {
    "google_gke_backup_backup_plan": (
        Setting.needed("retention_policy.backup_retain_days", is_present, _KEPT),
    ),
    "google_compute_resource_policy": (
        Setting("snapshot_schedule_policy.retention_policy", is_present, "", f"is not set: {_KEPT}", within=True),
    ),
}  # fmt: skip

RULE = Rule(
    id="LF-RET-007",
    name="backup_retention",
    title="Ensure every backup ends",
    why="A backup is a copy of personal data: kept for ever, it outlives every retention and every erasure.",
    mend=Mend(
        landfast="Use the modules: the cluster's backups end after 14 days.",
        terraform="Set retention_policy.backup_retain_days, or retention_policy of the snapshot schedule.",
    ),
    articles=("5(1)(e)", "17"),
    severity="medium",
    check=settings_check(SETTINGS),
    types=frozenset(SETTINGS),
)
