"""What keeps content of each type, and for how many days, by the settings of the resource and the service's defaults.

The defaults below are the services' as of 2026-11, as far as is known: where one matters, set it, and it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from landfast.policies.causes import Cause
from landfast.policies.facts.durations import duration_days, number
from landfast.policies.facts.settings import is_true
from landfast.policies.model import Resource, World
from landfast.policies.values import Missing, Unknown, first, read

_SECONDS, _MILLISECONDS, _HOURS = 86_400, 86_400_000, 24
# What services do unless told otherwise.
SOFT_DELETE_DAYS = 7
TIME_TRAVEL_HOURS = 168
FAIL_SAFE_DAYS = 7
SUBSCRIPTION_DAYS = 7
LOG_DAYS = 30
SQL_BACKUPS = 7
ALLOYDB_DAYS = 14
REDIS_BACKUP_DAYS = 35
FIRESTORE_RECOVERY_DAYS = 7
BIGTABLE_COMPACTION_DAYS = 7
BIGTABLE_BACKUP_DAYS = 3
SPANNER_DEFAULT_BACKUP_DAYS = 7


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that keeps a copy after a deletion, and for how many days (`inf`: without an end)."""

    what: str
    days: float


class CannotTellError(Exception):
    """A figure can't be told, for a `cause` that other figures may have too."""

    def __init__(self, text: str, cause: Cause | None = None) -> None:
        self.cause = cause
        super().__init__(text)


# (days that content stays if nobody deletes it, what keeps it after a deletion)
Figures = tuple[float, list[Part]]


def _bucket(resource: Resource, _world: World) -> Figures:
    values = resource.values
    rules = [rule for _path, rule in read(values, ("lifecycle_rule",)) if not isinstance(rule, Missing)]
    if not all(isinstance(rule, Mapping | Unknown) for rule in rules):
        raise CannotTellError("a lifecycle rule is no block")
    deletes = [rule for rule in rules if isinstance(rule, Unknown) or first(rule, "action.type") == "Delete"]
    untold = next((rule for rule in deletes if isinstance(rule, Unknown)), None)
    if untold is not None:
        raise CannotTellError("a lifecycle rule can't be told", untold.why)
    whole = [rule for rule in deletes if not _is_partial(rule)]
    ends = [_after(rule, "age") for rule in whole if not _is_for_old_versions(rule)]
    parts = [Part("retention policy", _days(values, "retention_policy.retention_period", _SECONDS, 0))]
    if is_true(_known(values, "versioning.enabled")):
        old = [_of_old_versions(rule) for rule in whole if first(rule, "condition.with_state") != "LIVE"]
        parts.append(Part("old versions", min(old, default=inf)))
    parts.append(
        Part("soft delete", _days(values, "soft_delete_policy.retention_duration_seconds", _SECONDS, SOFT_DELETE_DAYS))
    )
    return min(ends, default=inf), parts


def _after(rule: Mapping[str, Any], name: str) -> float:
    """Days until a lifecycle rule acts; a plan shows 0 for what is not set, unless the rule says that it is meant."""
    days = _days(rule, f"condition.{name}", 1, inf)
    meant = is_true(first(rule, f"condition.send_{name}_if_zero"))
    return days if days or meant else inf


def _is_for_old_versions(rule: Mapping[str, Any]) -> bool:
    return first(rule, "condition.with_state") == "ARCHIVED" or _after(rule, "days_since_noncurrent_time") < inf


def _of_old_versions(rule: Mapping[str, Any]) -> float:
    """Days until a rule deletes an old version: every condition that it has must hold."""
    conditions = (_after(rule, name) for name in ("age", "days_since_noncurrent_time"))
    return max((days for days in conditions if days < inf), default=inf)


def _is_partial(rule: Mapping[str, Any]) -> bool:
    """Whether a lifecycle rule looks at some objects only."""
    narrow = ("matches_prefix", "matches_suffix", "matches_storage_class", "num_newer_versions", "created_before",
              "custom_time_before", "days_since_custom_time", "noncurrent_time_before")  # fmt: skip
    return any(first(rule, f"condition.{name}") not in (Missing.VALUE, Missing.BLOCK, 0, "") for name in narrow)


def _dataset(resource: Resource, _world: World) -> Figures:
    values = resource.values
    tables = _days(values, "default_table_expiration_ms", _MILLISECONDS, inf) or inf
    # Partitioned tables take their own default; without one they end with the table.
    kept = max(tables, _days(values, "default_partition_expiration_ms", _MILLISECONDS, tables) or tables)
    travel = _days(values, "max_time_travel_hours", _HOURS, TIME_TRAVEL_HOURS / _HOURS)
    return kept, [Part("time travel", travel), Part("fail-safe", FAIL_SAFE_DAYS)]


def _sql(resource: Resource, _world: World) -> Figures:
    values, at = resource.values, "settings.backup_configuration"
    if not is_true(_known(values, f"{at}.enabled")):
        return inf, []
    backups = _days(values, f"{at}.backup_retention_settings.retained_backups", 1, SQL_BACKUPS)
    logs = _days(values, f"{at}.transaction_log_retention_days", 1, 7)
    return inf, [Part("daily backups", backups), Part("transaction logs beyond them", max(0.0, logs - backups))]


def _alloydb(resource: Resource, _world: World) -> Figures:
    values = resource.values
    kept = duration_days(_known(values, "automated_backup_policy.time_based_retention.retention_period"))
    count = number(_known(values, "automated_backup_policy.quantity_based_retention.count"))
    backups = kept if kept is not None else count * 7 if count is not None else ALLOYDB_DAYS
    if _known(values, "automated_backup_policy.enabled") is False:
        backups = 0.0
    window = _days(values, "continuous_backup_config.recovery_window_days", 1, ALLOYDB_DAYS)
    if _known(values, "continuous_backup_config.enabled") is False:
        window = 0.0
    return inf, [Part("backups", backups), Part("recovery window beyond them", max(0.0, window - backups))]


def _spanner(resource: Resource, world: World) -> Figures:
    travel = _duration(resource.values, "version_retention_period", 1 / _HOURS)
    schedules = world.naming("google_spanner_backup_schedule", "database", resource)
    backups = [_duration(schedule.values, "retention_duration", inf) for schedule in schedules]
    instance = world.find("google_spanner_instance", "name", resource.values.get("instance"))
    if instance and first(instance.values, "default_backup_schedule_type") == "AUTOMATIC":
        backups.append(SPANNER_DEFAULT_BACKUP_DAYS)
    return inf, [Part("old versions of rows", travel), Part("backups", max(backups, default=0.0))]


def _firestore(resource: Resource, world: World) -> Figures:
    on = _known(resource.values, "point_in_time_recovery_enablement") == "POINT_IN_TIME_RECOVERY_ENABLED"
    schedules = world.naming("google_firestore_backup_schedule", "database", resource)
    backups = [_duration(schedule.values, "retention", inf) for schedule in schedules]
    recovery = FIRESTORE_RECOVERY_DAYS if on else 1 / _HOURS
    return inf, [Part("point-in-time recovery", recovery), Part("backups", max(backups, default=0.0))]


def _bigtable(resource: Resource, _world: World) -> Figures:
    values = resource.values
    parts = [
        Part("compaction", BIGTABLE_COMPACTION_DAYS),
        Part("change stream", _duration(values, "change_stream_retention", 0)),
    ]
    if not isinstance(first(values, "automated_backup_policy"), Missing):
        days = _duration(values, "automated_backup_policy.retention_period", BIGTABLE_BACKUP_DAYS)
        parts.append(Part("backups", days))
    return inf, parts


def _topic(resource: Resource, world: World) -> Figures:
    own = _duration(resource.values, "message_retention_duration", 0)
    subscriptions = world.naming("google_pubsub_subscription", "topic", resource)
    theirs = [_duration(s.values, "message_retention_duration", SUBSCRIPTION_DAYS) for s in subscriptions]
    kept = max([own, *theirs])
    return kept, [Part("messages can't be deleted one by one", kept)]


def _log_bucket(resource: Resource, _world: World) -> Figures:
    kept = _days(resource.values, "retention_days", 1, LOG_DAYS)
    return kept, [Part("entries can't be deleted one by one", kept)]


def _backup_plan(resource: Resource, _world: World) -> Figures:
    kept = _days(resource.values, "retention_policy.backup_retain_days", 1, inf) or inf
    return kept, [Part("backups", kept)]


def _snapshots(resource: Resource, _world: World) -> Figures:
    if isinstance(first(resource.values, "snapshot_schedule_policy"), Missing):
        return 0.0, []
    kept = _days(resource.values, "snapshot_schedule_policy.retention_policy.max_retention_days", 1, inf)
    return kept, [Part("snapshots of disks", kept)]


def _secret(resource: Resource, _world: World) -> Figures:
    return inf, [Part("delayed destruction", _duration(resource.values, "version_destroy_ttl", 0))]


def _redis(resource: Resource, _world: World) -> Figures:
    if isinstance(first(resource.values, "automated_backup_config"), Missing):
        return inf, []
    return inf, [Part("backups", _duration(resource.values, "automated_backup_config.retention", REDIS_BACKUP_DAYS))]


def _known(values: Mapping[str, Any], path: str) -> Any:
    """A value, None if it is not set. Raises: CannotTellError."""
    value = first(values, path)
    if isinstance(value, Unknown):
        raise CannotTellError(f"{path}: {value.reason}", value.why)
    return None if isinstance(value, Missing) or value == "" else value


def _days(values: Mapping[str, Any], path: str, per_day: int, default: float) -> float:
    """Days of a number in some unit; the default if it is not set. Raises: CannotTellError."""
    value = _known(values, path)
    if value is None:
        return default
    found = number(value)
    if found is None:
        raise CannotTellError(f"{path} is no number")
    return found / per_day


def _duration(values: Mapping[str, Any], path: str, default: float) -> float:
    """Days of a duration; the default if it is not set. Raises: CannotTellError."""
    value = _known(values, path)
    if value is None:
        return default
    found = duration_days(value)
    if found is None:
        raise CannotTellError(f"{path} is no time")
    return found


RECKONED: Mapping[str, Callable[[Resource, World], Figures]] = {
    "google_storage_bucket": _bucket,
    "google_bigquery_dataset": _dataset,
    "google_sql_database_instance": _sql,
    "google_alloydb_cluster": _alloydb,
    "google_spanner_database": _spanner,
    "google_firestore_database": _firestore,
    "google_bigtable_table": _bigtable,
    "google_pubsub_topic": _topic,
    "google_logging_project_bucket_config": _log_bucket,
    "google_logging_folder_bucket_config": _log_bucket,
    "google_logging_organization_bucket_config": _log_bucket,
    "google_logging_billing_account_bucket_config": _log_bucket,
    "google_gke_backup_backup_plan": _backup_plan,
    "google_compute_resource_policy": _snapshots,
    "google_secret_manager_secret": _secret,
    "google_secret_manager_regional_secret": _secret,
    "google_redis_cluster": _redis,
    "google_memorystore_instance": _redis,
}
