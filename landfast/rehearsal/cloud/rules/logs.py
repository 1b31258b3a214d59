"""Cloud Logging: metrics whose parts go together, places that a sink can write to, buckets that are kept."""

from __future__ import annotations

import re

from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import Refusal, bad_request
from landfast.rehearsal.cloud.store import Store

METRIC = "google_logging_metric"
# https://cloud.google.com/logging/docs/reference/v2/rest/v2/projects.metrics
EXTRACTOR = re.compile(
    r"\s*(?:EXTRACT\(\s*[^()]+\s*\)|REGEXP_EXTRACT\(\s*[^()]+?\s*,\s*(?P<regex>(['\"]).*\2)\s*\))\s*", re.DOTALL
)
KINDS = {"DELTA": ("INT64", "DISTRIBUTION"), "GAUGE": ("INT64", "DOUBLE", "BOOL", "STRING"), "CUMULATIVE": ()}
# https://cloud.google.com/logging/docs/reference/v2/rest/v2/projects.sinks
DESTINATION = re.compile(
    r"storage\.googleapis\.com/[a-z0-9][a-z0-9._-]+[a-z0-9]|bigquery\.googleapis\.com/projects/[^/]+/datasets/[^/]+"
    r"|pubsub\.googleapis\.com/projects/[^/]+/topics/[^/]+"
    r"|logging\.googleapis\.com/(?:projects|folders|organizations|billingAccounts)/[^/]+(?:/locations/[^/]+/buckets/[^/]+)?"
)
VIEW = "google_logging_log_view"
QUOTED = re.compile(r"\"(?:[^\"\\\\]|\\\\.)*\"")
COMPARED = re.compile(r"([A-Za-z_][\w.]*)\s*(?:!=|<=|>=|=~|!~|[=<>:])")
SINK = re.compile(r"google_logging_\w+_sink")


def check(call: Call, _store: Store) -> None:
    if not call.writes:
        return
    if call.type == METRIC:
        _check_metric(call.fields)
    elif call.type == VIEW:
        _check_view(call.text("filter"))
    elif SINK.fullmatch(call.type) and not DESTINATION.fullmatch(call.text("destination")):
        raise _invalid(
            "destination", call.text("destination"), "It must be a bucket, a dataset, a topic or a log bucket"
        )


def _check_metric(fields: Object) -> None:
    descriptor = first(fields.get("metric_descriptor"))
    kind, value = str(descriptor.get("metric_kind") or "DELTA"), str(descriptor.get("value_type") or "INT64")
    if value not in KINDS.get(kind, ()):
        raise _invalid("metric_descriptor.value_type", value, f"It is not supported for a metric of the kind {kind}")
    extractor = str(fields.get("value_extractor") or "")
    if (value == "DISTRIBUTION") != bool(extractor):
        wanted = "needs" if value == "DISTRIBUTION" else "takes no"
        raise _invalid("value_extractor", extractor, f"A metric of the type {value} {wanted} value extractor")
    if any(blocks(fields, "bucket_options")) and value != "DISTRIBUTION":
        raise _invalid("bucket_options", value, "Buckets are of distributions only")
    for block in blocks(fields, "bucket_options"):
        _check_buckets(block)
    keys = [str(block.get("key")) for block in blocks(descriptor, "labels")]
    if len(keys) > len(set(keys)):
        raise _invalid("metric_descriptor.labels", ", ".join(keys), "A label is there twice")
    labels = set(keys)
    extractors = {str(key): str(text) for key, text in (fields.get("label_extractors") or {}).items()}
    if labels != set(extractors):
        odd = ", ".join(sorted(labels ^ set(extractors)))
        raise _invalid("label_extractors", odd, "Each label of the descriptor needs an extractor, and no other has one")
    for text in filter(None, (extractor, *extractors.values())):
        _check_extractor(text)


def _check_buckets(options: Object) -> None:
    """https://cloud.google.com/logging/docs/reference/v2/rest/v2/projects.metrics#BucketOptions"""
    bounds = [float(bound) for block in blocks(options, "explicit_buckets") for bound in block.get("bounds") or ()]
    if bounds != sorted(set(bounds)):
        raise _invalid("bucket_options.explicit_buckets.bounds", str(bounds), "The bounds must increase")
    for kind, positive in (("linear_buckets", ("width",)), ("exponential_buckets", ("growth_factor", "scale"))):
        for block in blocks(options, kind):
            for name in positive:
                least = 1 if name == "growth_factor" else 0
                if float(block.get(name) or 0) <= least:
                    raise _invalid(f"bucket_options.{kind}.{name}", str(block.get(name)), f"More than {least}")


def _check_view(text: str) -> None:
    """https://cloud.google.com/logging/docs/logs-views#filter-views: these, joined by AND, and NOT."""
    for name in COMPARED.findall(QUOTED.sub('""', text)):
        if name != "resource.type":
            raise _invalid("filter", text, f"A view is of SOURCE(), log_id() and resource.type, not of {name}")


def _check_extractor(text: str) -> None:
    found = EXTRACTOR.fullmatch(text)
    if found is None:
        raise _invalid("extractor", text, 'It must be EXTRACT(field) or REGEXP_EXTRACT(field, "regex")')
    if found["regex"]:
        try:
            groups = re.compile(found["regex"][1:-1].replace("\\\\", "\\")).groups
        except re.error:
            groups = 0
        if groups != 1:
            raise _invalid(
                "extractor", text, "Its regular expression must be valid, and have exactly one capture group"
            )


def _invalid(field: str, value: str, reason: str) -> Refusal:
    return bad_request(f"Invalid value for field '{field}': '{value}'. {reason}.", "invalid")
