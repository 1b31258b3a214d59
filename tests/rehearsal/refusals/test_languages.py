"""Fields with a language of their own: CEL, filters of logs, metrics and messages, schedules and time zones."""

from __future__ import annotations

from typing import Any

import pytest
from refusals import MEMBER, PROJECT, REGION, Case, check, standing
from rehearsal_client import Client

__all__ = ["standing"]

GRANT, POLICY, JOB = "google_project_iam_member", "google_org_policy_policy", "google_cloud_scheduler_job"
METRIC, SINK, ALERT = "google_logging_metric", "google_logging_project_sink", "google_monitoring_alert_policy"
PROVIDER, PLAN = "google_iam_workload_identity_pool_provider", "google_compute_resource_policy"
ISSUER = "https://token.actions.githubusercontent.com"


def when(expression: str, title: str = "for a while", role: str = "roles/storage.objectViewer") -> dict[str, Any]:
    return {
        "project": PROJECT,
        "role": role,
        "member": MEMBER,
        "condition": [{"title": title, "expression": expression}],
    }


def job(schedule: str = "0 1 * * *", zone: str | None = None) -> dict[str, Any]:
    target = [{"uri": "https://example.org"}]
    return {"name": "nightly", "region": REGION, "schedule": schedule, "time_zone": zone, "http_target": target}


def metric(text: str) -> dict[str, Any]:
    return {"name": "seen", "filter": text, "metric_descriptor": [{"metric_kind": "DELTA", "value_type": "INT64"}]}


def alert(text: str, kind: str = "condition_threshold") -> dict[str, Any]:
    condition = {"filter": text, "comparison": "COMPARISON_GT", "duration": "60s"}
    condition = {"filter": text} if kind == "condition_matched_log" else condition
    strategy = [{"notification_rate_limit": [{"period": "300s"}]}] if kind == "condition_matched_log" else []
    conditions = [{"display_name": "c", kind: [condition]}]
    return {"display_name": "a", "combiner": "OR", "conditions": conditions, "alert_strategy": strategy}


def provider(condition: str, mapping: dict[str, str] | None = None, issuer: str = ISSUER) -> dict[str, Any]:
    return {
        "workload_identity_pool_id": "ci-pool",
        "workload_identity_pool_provider_id": "github",
        "attribute_mapping": {"google.subject": "assertion.sub"} if mapping is None else mapping,
        "attribute_condition": condition,
        "oidc": [{"issuer_uri": issuer}],
    }


def power(schedule: str, zone: str = "Europe/Berlin") -> dict[str, Any]:
    policy = [{"time_zone": zone, "vm_start_schedule": [{"schedule": schedule}]}]
    return {"name": "power", "region": REGION, "instance_schedule_policy": policy}


COUNT = 'metric.type="logging.googleapis.com/log_entry_count" AND resource.type="gce_instance"'
DETECTOR = "google_data_loss_prevention_inspect_template"


def detector(pattern: str) -> dict[str, Any]:
    own = [{"info_type": [{"name": "WARD"}], "regex": [{"pattern": pattern}]}]
    return {"parent": f"projects/{PROJECT}/locations/{REGION}", "inspect_config": [{"custom_info_types": own}]}


def trigger(branch: str) -> dict[str, Any]:
    source = [{"repo_name": "app", "branch_name": branch}]
    return {"name": "ci", "location": REGION, "filename": "cloudbuild.yaml", "trigger_template": source}


CASES = [
    Case("a time and a text", GRANT, when("request.time < '2030-01-01'"),
         says=r"no matching overload for '_<_' applied to '\(timestamp, string\)'"),
    Case("a text and a number", GRANT, when("resource.name == 3"), says=r"'_==_' applied to '\(string, int\)'"),
    Case("an hour of the day", GRANT, when("request.time.getHours('Europe/Berlin') >= 9"), ""),
    Case("no truth at all", GRANT, when("resource.name + 'a'"), says="expected type 'bool' but found 'string'"),
    Case("a choice", GRANT, when("resource.type == 'a' ? true : resource.name.endsWith('b')"), ""),
    Case("a detector's pattern that is none", DETECTOR, detector("(a"), says="Invalid regex"),
    Case("a detector's pattern", DETECTOR, detector("[A-Z]{2}[0-9]+"), ""),
    Case("a branch that is no pattern", "google_cloudbuild_trigger", trigger("(main"), says="Invalid branch"),
    Case("a branch", "google_cloudbuild_trigger", trigger("^main$"), ""),
    Case("a condition", GRANT, when("request.time < timestamp('2030-01-01T00:00:00Z')"), ""),
    Case("a condition of a name", GRANT, when("resource.name.startsWith('projects/_/buckets/a')"), ""),
    Case("no end of a condition", GRANT, when("request.time <"), says="where an expression is expected"),
    Case("a variable that there is not", GRANT, when("user.name == 'a'"), says="undeclared reference to 'user'"),
    Case("a field that there is not", GRANT, when("request.tiem < timestamp('x')"), says="undefined field 'tiem'"),
    Case("a function that there is not", GRANT, when("resource.name.startswith('a')"), says="'startswith'"),
    Case("a condition without a title", GRANT, when("true", title=""), says="title"),
    Case("a condition on a basic role", GRANT, when("true", role="roles/editor"), says="basic roles"),
    Case("a log filter", METRIC, metric('resource.type="gce_instance" AND severity>=ERROR'), ""),
    Case("a log filter side by side", METRIC,
         metric('resource.type=("a" OR "b") NOT textPayload:"x" -severity=DEBUG'), ""),
    Case("half a log filter", METRIC, metric("resource.type= AND ("),
         says="Unparseable filter: syntax error at line 1, column 15, token 'AND'"),
    Case("an open bracket", METRIC, metric('(severity="ERROR"'), says="Unparseable filter"),
    Case("an open quote", METRIC, metric('severity="ERROR'), says="Unparseable filter"),
    Case("two signs", METRIC, metric("severity == ERROR"), says="Unparseable filter"),
    Case("a pattern that is none", METRIC, metric('textPayload =~ "(a"'), says="regular expression"),
    Case("a sink's filter", SINK,
         {"name": "out", "destination": "storage.googleapis.com/clinic-dev-raw", "filter": "severity >"},
         says="Unparseable"),
    Case("a sink's exclusion", SINK,
         {"name": "out", "destination": "storage.googleapis.com/clinic-dev-raw",
          "exclusions": [{"name": "e", "filter": "a = = b"}]}, says="Unparseable filter"),
    Case("a matched log", ALERT, alert("severity=ERROR OR", "condition_matched_log"), says="Unparseable filter"),
    Case("a filter of metrics", ALERT, alert(COUNT), ""),
    Case("metrics of no type", ALERT, alert('resource.type="gce_instance"'), says="metric.type"),
    Case("metrics of no resource", ALERT,
         alert('metric.type="logging.googleapis.com/log_entry_count"'), says="resource.type"),
    Case("a selector that there is not", ALERT, alert(COUNT + ' AND metrics.label.a="b"'), says="Unknown selector"),
    Case("half a filter of metrics", ALERT, alert(COUNT + " AND"),
         says="filter had an invalid value of .*: Could not parse filter .*; syntax error at line 1, column"),
    Case("no claim of a provider's", PROVIDER, provider("assertion.repository === 'x'"), says="token recognition"),
    Case("everybody on GitHub", PROVIDER, provider(""), says="must reference one of the provider's claims"),
    Case("an attribute that is not mapped", PROVIDER, provider("attribute.repository == 'a/b'"), says="repository"),
    Case("no subject", PROVIDER,
         provider("assertion.sub == 'a'", {"attribute.a": "assertion.a"}), says="google.subject"),
    Case("a mapping that is none", PROVIDER,
         provider("assertion.sub == 'a'", {"google.subject": "assertion.sub", "attribute.A-B": "assertion.a"}),
         says="A-B"),
    Case("a mapping of no CEL", PROVIDER,
         provider("assertion.sub == 'a'", {"google.subject": "assertion."}), says="Syntax"),
    Case("an issuer without TLS", PROVIDER,
         provider("assertion.sub == 'a'", None, "http://ci.example.org"), says="https"),
    Case("a provider", PROVIDER,
         provider("attribute.repository == 'a/b'",
                  {"google.subject": "assertion.sub", "attribute.repository": "assertion.repository"}), ""),
    Case("a schedule", JOB, job(), ""),
    Case("a schedule in words", JOB, job("every 24 hours"), ""),
    Case("a schedule of names", JOB, job("*/15 8-18 * jan-jun mon,wed"), ""),
    Case("a schedule of four fields", JOB, job("0 1 * *"), says="4 fields"),
    Case("minute 60", JOB, job("60 1 * * *"), says="no minute"),
    Case("hour 24", JOB, job("0 24 * * *"), says="no hour"),
    Case("backwards", JOB, job("0 18-8 * * *"), says="ends before it begins"),
    Case("no step", JOB, job("*/0 * * * *"), says="no step"),
    Case("words that mean nothing", JOB, job("each night"), says="fields"),
    Case("a zone", JOB, job(zone="Europe/Berlin"), ""),
    Case("a zone that there is not", JOB, job(zone="Europe/Atlantis"), says="no time zone"),
    Case("machines that sleep", PLAN, power("0 8 * * 1-5"), ""),
    Case("machines of no zone", PLAN, power("0 8 * * 1-5", "Mars/Base"), says="no time zone"),
    Case("machines of no schedule", PLAN, power("0 8 32 * *"), says="no day of the month"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_google_answers(standing: Client, case: Case) -> None:
    if case.type == PROVIDER:
        standing.create("google_iam_workload_identity_pool", workload_identity_pool_id="ci-pool")
    check(standing, case)


@pytest.mark.parametrize(
    ("condition", "google"),
    [("resource.matchTag('1/env', 'prod')", ""), ("request.time < 1", "400 INVALID_ARGUMENT")],
)
def test_conditions_of_policies_are_of_tags(standing: Client, condition: str, google: str) -> None:
    constraint = f"projects/{PROJECT}/policies/iam.disableServiceAccountKeyCreation"
    rules = [{"enforce": "TRUE"}, {"enforce": "FALSE", "condition": [{"expression": condition, "title": "t"}]}]
    check(
        standing,
        Case("", POLICY, {"name": constraint, "parent": f"projects/{PROJECT}", "spec": [{"rules": rules}]}, google),
    )
