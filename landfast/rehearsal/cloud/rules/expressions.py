"""Fields that are written in a language of their own: CEL, filters, schedules, time zones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.iam import added
from landfast.rehearsal.cloud.languages import filters, schedules
from landfast.rehearsal.cloud.languages.cel import ANY, Variables, check_cel, logical_operators
from landfast.rehearsal.cloud.languages.tokens import SyntaxProblem
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

# https://cloud.google.com/iam/docs/conditions-attribute-reference
IAM: Variables = {
    "api": frozenset(("getAttribute",)),
    "destination": frozenset(("ip", "port")),
    "level": ANY,
    "request": frozenset(("time", "auth", "path", "host", "region", "query", "headers")),
    "resource": frozenset(("name", "service", "type")),
    "origin": frozenset(("ip", "region_code")),
    "device": ANY,
    "levels": ANY,
}
POLICY: Variables = {"resource": frozenset(("matchTag", "matchTagId", "matchLabels"))}
CONSTRAINT: Variables = {"resource": ANY}
# https://cloud.google.com/access-context-manager/docs/custom-access-level-spec
LEVEL: Variables = {
    "OsType": ANY,
    "DeviceEncryptionStatus": ANY,
    "DeviceManagementLevel": ANY,
    "device": ANY,
    "levels": ANY,
    "origin": ANY,
    "request": ANY,
    "certificate": ANY,
    "connection": ANY,
}
# https://cloud.google.com/armor/docs/rules-language-reference
ARMOR: Variables = {"origin": ANY, "request": ANY, "token": ANY}
TITLE, DESCRIPTION = 100, 256
# https://cloud.google.com/iam/quotas: logical operators in the expression of a condition.
OPERATORS = 12
BASIC = ("roles/owner", "roles/editor", "roles/viewer")

Check = Callable[[str], Any]


def _cel(variables: Variables) -> Check:
    return lambda text: check_cel(text, variables)


LOG_SINKS = tuple(f"google_logging_{level}_{kind}" for level in ("project", "folder", "organization", "billing_account")
                  for kind in ("sink", "exclusion"))  # fmt: skip
SHIELDS = ("google_compute_security_policy", "google_compute_region_security_policy")
POWER = "google_compute_resource_policy"
CLUSTER, AIRFLOW = "google_container_cluster", "google_composer_environment"
SCALERS = ("google_compute_autoscaler", "google_compute_region_autoscaler")
SNAPSHOTS = "config.recovery_config.scheduled_snapshots_config.time_zone"
UNPARSEABLE, CRON, RECURRENCE = "Unparseable filter", "Invalid cron", "Invalid recurrence"
# (types that begin so, path) -> the language, and what the API calls a text that is not of it.
LANGUAGES: tuple[tuple[tuple[str, ...], str, Check, str], ...] = (
    ((*LOG_SINKS, "google_logging_metric", "google_logging_log_view"), "filter", filters.check_log_filter, UNPARSEABLE),
    (LOG_SINKS, "exclusions.filter", filters.check_log_filter, UNPARSEABLE),
    (("google_monitoring_group",), "filter", filters.check_log_filter, "Invalid filter"),
    (("google_pubsub_subscription",), "filter", filters.check_message_filter, "Invalid filter"),
    (("google_access_context_manager_access_level",), "custom.expr.expression", _cel(LEVEL), "Invalid CEL expression"),
    (("google_org_policy_policy",), "spec.rules.condition.expression", _cel(POLICY), "Invalid CEL expression"),
    (("google_org_policy_custom_constraint",), "condition", _cel(CONSTRAINT), "Invalid CEL expression"),
    (SHIELDS, "rule.match.expr.expression", _cel(ARMOR), "Invalid CEL expression"),
    (SHIELDS, "match.expr.expression", _cel(ARMOR), "Invalid CEL expression"),
    (("google_cloud_scheduler_job",), "schedule", schedules.check_schedule, "Schedule or time zone is invalid"),
    (("google_cloud_scheduler_job",), "time_zone", schedules.check_zone, "Schedule or time zone is invalid"),
    (("google_bigquery_data_transfer_config",), "schedule", schedules.check_schedule, "Invalid schedule"),
    (("google_colab_schedule",), "cron", schedules.check_cron, CRON),
    (("google_gke_backup_backup_plan",), "backup_schedule.cron_schedule", schedules.check_cron, CRON),
    (("google_spanner_backup_schedule",), "spec.cron_spec.text", schedules.check_cron, CRON),
    (("google_dataplex_",), "execution_spec.trigger.schedule.cron", schedules.check_cron, CRON),
    (("google_dataplex_task",), "trigger_spec.schedule", schedules.check_cron, CRON),
    (("google_dataform_",), "cron_schedule", schedules.check_cron, CRON),
    ((POWER,), "instance_schedule_policy.vm_start_schedule.schedule", schedules.check_cron, CRON),
    ((POWER,), "instance_schedule_policy.vm_stop_schedule.schedule", schedules.check_cron, CRON),
    (SCALERS, "autoscaling_policy.scaling_schedules.schedule", schedules.check_cron, CRON),
    ((CLUSTER,), "maintenance_policy.recurring_window.recurrence", schedules.check_recurrence, RECURRENCE),
    ((AIRFLOW,), "config.maintenance_window.recurrence", schedules.check_recurrence, RECURRENCE),
    (("google_data_loss_prevention_",), "*pattern", filters.check_pattern, "Invalid regex"),
    (("google_cloudbuild_trigger",), "trigger_template.branch_name", filters.check_pattern, "Invalid branch name"),
    (("google_cloudbuild_trigger",), "*branch", filters.check_pattern, "Invalid branch name"),
    (("google_cloudbuild_trigger",), "*tag", filters.check_pattern, "Invalid tag name"),
    ((AIRFLOW,), SNAPSHOTS, schedules.check_offset, "Invalid time zone"),
    (("google_",), "*time_zone", schedules.check_zone, "Invalid time zone"),
)


def check(call: Call, _store: Store) -> None:
    for grant in added(call):
        if grant.condition:
            _check_condition(grant.role, grant.member, *json.loads(grant.condition))
    if not call.writes:
        return
    for types, path, language, words in LANGUAGES:
        if call.type.startswith(types) and (call.type, path) != (AIRFLOW, "*time_zone"):
            for text in _texts(call.fields, path):
                check_text(language, text, words)


def _check_condition(role: str, member: str, title: str, description: str, expression: str) -> None:
    if not title or len(title) > TITLE or len(description) > DESCRIPTION:
        raise bad_request(
            f"Invalid condition: it needs a title of at most {TITLE} characters, and a short description."
        )
    if role in BASIC:
        raise bad_request(f"Invalid condition: conditions can't be set on basic roles ({role}).")
    if member in ("allUsers", "allAuthenticatedUsers"):
        raise bad_request(f"Invalid condition: conditions can't be set on {member}.")
    if logical_operators(expression or "") > OPERATORS:
        raise bad_request(f"Invalid condition: its expression has more than {OPERATORS} logical operators.")
    check_text(_cel(IAM), expression or "", "Invalid condition: expression compilation failed")


def check_text(language: Check, text: str, words: str) -> None:
    """Raises Refusal for a text that is not of its language."""
    try:
        language(text)
    except SyntaxProblem as problem:
        if words == UNPARSEABLE:
            raise bad_request(f"{words}: {problem.located(text)}") from problem
        raise bad_request(f"{words}: {problem} in '{text}'.", "invalid") from problem


def _texts(fields: Any, path: str) -> Iterator[str]:
    """Texts at a path, through lists; `*time_zone` is a field of that name wherever it is."""
    if path.startswith("*"):
        yield from _anywhere(fields, path[1:])
        return
    name, _dot, rest = path.partition(".")
    value = fields.get(name) if isinstance(fields, Mapping) else None
    for inner in value if isinstance(value, list) else [value]:
        if rest:
            yield from _texts(inner, rest)
        elif isinstance(inner, str) and inner:
            yield inner


def _anywhere(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == name and isinstance(inner, str) and inner:
                yield inner
            else:
                yield from _anywhere(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _anywhere(inner, name)
