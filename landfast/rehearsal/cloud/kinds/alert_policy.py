"""Alert policies: filters that name a metric and a resource, metrics that stand, conditions that go together."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from landfast.gcp.metrics import MetricShape, measure_of, takes
from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.languages.filters import check_log_filter, check_metric_filter, check_query
from landfast.rehearsal.cloud.languages.tokens import SyntaxProblem
from landfast.rehearsal.cloud.refusal import Refusal, bad_request, not_found
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.cloud.store import Store

Result = TypeVar("Result")
METRIC = "google_logging_metric"
# PromQL's name of a metric has underscores where the metric's own has anything else.
_OWN = "logging.googleapis.com/user/"
_TYPE = re.compile(r'metric\.type\s*=\s*"([^"]+)"')
_FILTER = re.compile(r'metric\.type\s*=\s*"logging\.googleapis\.com/user/([^"]+)"')
_PROMQL = re.compile(r"logging_googleapis_com:user_(\w+)")
FILTERED = ("condition_threshold", "condition_absent")
MATCHED = "condition_matched_log"
KINDS = (*FILTERED, MATCHED, "condition_monitoring_query_language", "condition_prometheus_query_language",
         "condition_sql")  # fmt: skip
MISSABLE = ("condition_threshold", "condition_monitoring_query_language")
ABSENT = 'Condition subtype (e.g. "condition_absent", "condition_threshold", etc.) is absent or unknown'
NEEDED = ("metric.type", "resource.type")


def _named(call: Call) -> Object:
    """Each condition has a name, in that of the policy."""
    found = enumerate(blocks(call.fields, "conditions"))
    named = [
        {**block, "name": block.get("name") or f"{call.name}/conditions/{number(19, call.name, place)}"}
        for place, block in found
    ]
    return {"conditions": named}


def _conditions(call: Call, store: Store) -> None:
    """https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies#Condition"""
    if not call.writes:
        return
    found = list(blocks(call.fields, "conditions"))
    for place, condition in enumerate(found):
        kinds = [kind for kind in KINDS if condition.get(kind)]
        if not kinds:
            raise _invalid(f"conditions[{place}].condition_case", ABSENT, "0")
        if len(kinds) > 1:
            raise _invalid(f"conditions[{place}]", "A condition has exactly one type")
        for kind in MISSABLE:
            for block in blocks(condition, kind):
                _check_missing(f"conditions[{place}].{kind}.evaluation_missing_data", block)
        for kind in FILTERED:
            for block in blocks(condition, kind):
                _check_filter(f"conditions[{place}].{kind}.filter", str(block.get("filter") or ""))
                _check_aggregations(f"conditions[{place}].{kind}", block)
                _check_aligners(f"conditions[{place}].{kind}.aggregations", block, _measure(call, store, block))
        for block in blocks(condition, MATCHED):
            _read(
                check_log_filter, f"conditions[{place}].filter", str(block.get("filter") or ""), "Unparseable filter:"
            )
        for block in blocks(condition, "condition_prometheus_query_language"):
            field = f"conditions[{place}].condition_prometheus_query_language"
            _read(check_query, field, str(block.get("query") or ""), "The query is not valid:")
    _check_logs(call.fields, found)


def _check_logs(fields: Object, conditions: list[Any]) -> None:
    """A policy on log entries: https://cloud.google.com/logging/docs/alerting/log-based-alerts"""
    limited = first(first(fields.get("alert_strategy")).get("notification_rate_limit")).get("period")
    matched = any(condition.get(MATCHED) for condition in conditions)
    if matched and len(conditions) > 1:
        raise bad_request("Alert policies with a log matching condition can only have a single condition.")
    rate = "Field alertStrategy.notificationRateLimit had an invalid value"
    if matched and not limited:
        raise bad_request(f"{rate}: log-based alert policies must specify a notification rate limit.")
    if limited and not matched:
        given = f"period {{ seconds: {str(limited).removesuffix('s')} }}"
        raise bad_request(
            f'{rate} of "{given}": metric-based alert policies must not specify a notification rate limit.'
        )


def _read(language: Callable[[str], Result], field: str, text: str, words: str) -> Result:
    """Raises: Refusal for a text that is not of its language."""
    try:
        return language(text)
    except SyntaxProblem as problem:
        raise _invalid(field, f"{words} {problem.located(text)}", text) from problem


def _check_missing(field: str, condition: Object) -> None:
    """https://github.com/hashicorp/terraform-provider-google/issues/16892"""
    given = str(condition.get("evaluation_missing_data") or "")
    if given and str(condition.get("duration") or "0s") == "0s":
        raise _invalid(field, "Conditions setting evaluation_missing_data must have a non-zero duration", given)


def _check_filter(field: str, text: str) -> None:
    named = _read(check_metric_filter, field, text, f'Could not parse filter "{text}";')
    for selector in NEEDED:
        if selector not in named and "select_slo" not in text:
            raise _invalid(field, f'must specify a restriction on "{selector}" in the filter', text)


def _check_aggregations(field: str, condition: Object) -> None:
    for name in ("aggregations", "denominator_aggregations"):
        for block in blocks(condition, name):
            reducer, aligner = block.get("cross_series_reducer"), block.get("per_series_aligner")
            if reducer not in (None, "", "REDUCE_NONE") and aligner in (None, "", "ALIGN_NONE"):
                raise _invalid(f"{field}.{name}", "A cross-series reducer needs a per-series aligner")
            if aligner not in (None, "", "ALIGN_NONE") and not block.get("alignment_period"):
                raise _invalid(f"{field}.{name}", "An aligner needs an alignment period")


def _measure(call: Call, store: Store, condition: Object) -> MetricShape | None:
    """What the metric of a condition's filter is: one of Google's, or of log entries."""
    found = _TYPE.search(str(condition.get("filter") or ""))
    name = found[1] if found else ""
    own = store.get(METRIC, f"projects/{call.project}/metrics/{name.removeprefix(_OWN)}") if _OWN in name else None
    if own is None:
        return measure_of(name)
    return MetricShape("DELTA", str(first(own.fields.get("metric_descriptor")).get("value_type") or "INT64"))


def _check_aligners(field: str, condition: Object, measure: MetricShape | None) -> None:
    for place, block in enumerate(blocks(condition, "aggregations")):
        aligner = str(block.get("per_series_aligner") or "")
        if measure is not None and not takes(aligner, measure):
            reason = (
                f"The aligner cannot be applied to metrics with kind {measure.kind} and value type {measure.values}"
            )
            raise _invalid(f"{field}[{place}].per_series_aligner", reason, aligner)


def _metrics_stand(call: Call, store: Store) -> None:
    if not call.writes:
        return
    known = {str(metric.fields.get("name")) for metric in store.list(METRIC, call.project)}
    for name in _asked(call.fields):
        if name not in known and name not in {re.sub(r"\W", "_", other) for other in known}:
            raise not_found(
                f'Cannot find metric(s) that match type = "logging.googleapis.com/user/{name}". If a metric was '
                "created recently, it could take up to 10 minutes to become available. Please try again soon."
            )


def _asked(values: Any) -> Iterator[str]:
    """The log-based metrics of the conditions, save where validation is off."""
    for condition in values.get("conditions") or []:
        for kind in FILTERED:
            for block in condition.get(kind) or []:
                yield from _FILTER.findall(str(block.get("filter") or ""))
        for block in condition.get("condition_prometheus_query_language") or []:
            if not block.get("disable_metric_validation"):
                yield from _PROMQL.findall(str(block.get("query") or ""))


def _invalid(field: str, reason: str, value: str = "") -> Refusal:
    """In the words of answers that were recorded: https://github.com/chainguard-dev/terraform-infra-common/pull/211"""
    said = f" of {json.dumps(value, ensure_ascii=False)}" if value else ""
    return bad_request(f"Field alert_policy.{field} had an invalid value{said}: {reason}.", "invalid")


BEHAVIOURS = {"google_monitoring_alert_policy": Behaviour(inside=_named, refuses=(_conditions, _metrics_stand))}
