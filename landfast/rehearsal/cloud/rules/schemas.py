"""BigQuery: columns of types that there are, and partitions and clusters of columns that there are."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.projects import IN_PATH, find_project
from landfast.rehearsal.cloud.refusal import Refusal, bad_request, not_found
from landfast.rehearsal.cloud.store import Store

TABLE, TAG = "google_bigquery_table", "google_data_catalog_policy_tag"
# https://cloud.google.com/bigquery/docs/reference/rest/v2/tables#TableFieldSchema, and its data types' other names.
TYPES = frozenset(
    (
        *("STRING", "BYTES", "INTEGER", "INT64", "INT", "SMALLINT", "BIGINT", "TINYINT", "BYTEINT", "FLOAT", "FLOAT64"),
        *("NUMERIC", "DECIMAL", "BIGNUMERIC", "BIGDECIMAL", "BOOLEAN", "BOOL", "TIMESTAMP", "DATE", "TIME", "DATETIME"),
        *("GEOGRAPHY", "RECORD", "STRUCT", "JSON", "RANGE", "INTERVAL", "FOREIGN"),
    )
)
RECORDS, MODES = ("RECORD", "STRUCT"), ("NULLABLE", "REQUIRED", "REPEATED")
WITH_LENGTH, WITH_PRECISION = ("STRING", "BYTES"), ("NUMERIC", "DECIMAL", "BIGNUMERIC", "BIGDECIMAL")
INTEGERS = ("INTEGER", "INT64", "INT", "SMALLINT", "BIGINT", "TINYINT", "BYTEINT")
TIMES = ("DATE", "TIMESTAMP", "DATETIME")
NOT_CLUSTERED = ("RECORD", "STRUCT", "FLOAT", "FLOAT64", "JSON", "BYTES", "TIME", "INTERVAL")
NAME = re.compile(r"[^!\"$()*,./;?@\[\\\]^`{}~\s][^!\"$()*,./;?@\[\\\]^`{}~]{0,299}")
PREFIXES = ("_TABLE_", "_FILE_", "_PARTITION", "_ROW_TIMESTAMP", "__ROOT__", "_COLIDENTIFIER", "_CHANGE_")
DEEPEST, LONGEST = 15, 1024
# https://cloud.google.com/bigquery/quotas#partitioned_tables
MOST_RANGES = 10000
# Tables of a query in GoogleSQL, with their project and dataset.
READ = re.compile(r"(?i)\b(?:from|join)\s+`?([a-z][a-z0-9-]{4,28}[a-z0-9])`?\.`?(\w+)`?\.`?([\w-]+)`?(?![\w.*(-])")


def check(call: Call, store: Store) -> None:
    if not call.writes or call.type != TABLE:
        return
    columns = _schema(call) if call.text("schema") and call.changed("schema") else None
    if columns is not None:
        _check_columns(call, store, columns)
    known = {str(column["name"]).lower(): column for column in columns or []}
    if known:
        _check_partitions(call, known)
        _check_clusters(call, known)
    _check_views(call, store)
    expires = call.fields.get("expiration_time")
    if isinstance(expires, int) and expires and call.changed("expiration_time") and expires < _now():
        raise _invalid("expirationTime", expires, "It is in the past")


def _now() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


def _schema(call: Call) -> list[Any]:
    try:
        found = json.loads(call.text("schema"))
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(column, dict) for column in found):
        raise bad_request("Invalid schema: it must be a list of columns.", "invalid")
    return found


def _check_columns(call: Call, store: Store, columns: list[Any], path: str = "", depth: int = 1) -> None:
    if depth > DEEPEST:
        raise _invalid("schema", path, f"Records may be nested {DEEPEST} deep")
    names = [str(column.get("name", "")).lower() for column in columns]
    for column in columns:
        name = f"{path}{column.get('name', '')}"
        if not NAME.fullmatch(str(column.get("name", ""))) or str(column["name"]).upper().startswith(PREFIXES):
            raise _invalid(
                "name", name, "Fields must contain only letters, numbers, and underscores, and no reserved name"
            )
        if names.count(str(column["name"]).lower()) > 1:
            raise bad_request(f"Field {name} already exists in schema", "invalid")
        _check_column(call, store, column, name, depth)


def _check_column(call: Call, store: Store, column: Any, name: str, depth: int) -> None:
    kind, mode = str(column.get("type", "")).upper(), str(column.get("mode") or "NULLABLE").upper()
    if kind not in TYPES:
        raise _invalid("type", column.get("type"), f"{column.get('type')} of the field {name} is not a valid value")
    if mode not in MODES:
        raise _invalid("mode", column.get("mode"), f"{column.get('mode')} of the field {name} is not a valid value")
    if len(str(column.get("description") or "")) > LONGEST:
        raise _invalid("description", name, f"It is longer than {LONGEST} characters")
    if (kind in RECORDS) != bool(column.get("fields")):
        raise bad_request(f"Field {name} is type {kind} but has {'no' if kind in RECORDS else 'a'} schema", "invalid")
    if column.get("maxLength") and (kind not in WITH_LENGTH or not str(column["maxLength"]).isdigit()):
        raise _invalid("maxLength", name, f"It is a positive number, of {' and '.join(WITH_LENGTH)} only")
    if (column.get("precision") or column.get("scale")) and kind not in WITH_PRECISION:
        raise _invalid("precision", name, "It is of NUMERIC and BIGNUMERIC only")
    _check_numbers(column, kind, name)
    if kind == "RANGE" and str((column.get("rangeElementType") or {}).get("type", "")).upper() not in TIMES:
        raise _invalid("rangeElementType", name, f"It must be one of {', '.join(TIMES)}")
    for tag in (column.get("policyTags") or {}).get("names") or []:
        _check_tag(store, str(tag))
    if kind in RECORDS:
        _check_columns(call, store, column["fields"], f"{name}.", depth + 1)


def _check_numbers(column: Any, kind: str, name: str) -> None:
    """https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#parameterized_decimal_type"""
    whole, fraction = (38, 38) if kind.startswith("BIG") else (29, 9)
    scale = int(column.get("scale") or 0)
    precision = int(column.get("precision") or 0)
    if scale > fraction or (scale and not precision):
        raise _invalid("scale", name, f"The scale of {kind} is at most {fraction}, and needs a precision")
    if precision and not max(scale, 1) <= precision <= scale + whole:
        raise _invalid(
            "precision", name, f"The precision of {kind} is {max(scale, 1)} to {scale + whole} for its scale"
        )


def _check_tag(store: Store, tag: str) -> None:
    project = IN_PATH.match(tag)
    if project is None or "/policyTags/" not in tag:
        raise _invalid("policyTags", tag, "It must be projects/*/locations/*/taxonomies/*/policyTags/*")
    if find_project(store, project[1]) is not None and store.get(TAG, tag) is None:
        raise not_found(f"Not found: Policy tag {tag}")


def _check_partitions(call: Call, known: dict[str, Any]) -> None:
    for block in blocks(call.fields, "time_partitioning"):
        if block.get("field"):
            kind = _kind(known, str(block["field"]), "time partitioning")
            if kind not in TIMES or (kind == "DATE" and block.get("type") == "HOUR"):
                reason = (
                    "The field specified for time partitioning can only be of the types TIMESTAMP, DATETIME or DATE"
                )
                raise _invalid("timePartitioning.field", block["field"], f"{reason} (a DATE by DAY, MONTH or YEAR)")
    for block in blocks(call.fields, "range_partitioning"):
        if _kind(known, str(block.get("field")), "range partitioning") not in INTEGERS:
            raise _invalid("rangePartitioning.field", block.get("field"), "It must be an INTEGER")
        limits = first(block.get("range"))
        if not (limits.get("interval") or 0) > 0 or (limits.get("start") or 0) >= (limits.get("end") or 0):
            raise _invalid("rangePartitioning.range", limits, "It must end after its start, in steps of at least 1")
        if (limits["end"] - limits["start"]) / limits["interval"] > MOST_RANGES:
            raise _invalid("rangePartitioning.range", limits, f"It has more than {MOST_RANGES} partitions")
    partitioned = any(blocks(call.fields, "time_partitioning")) or any(blocks(call.fields, "range_partitioning"))
    if call.fields.get("require_partition_filter") and not partitioned:
        raise _invalid("requirePartitionFilter", True, "The table has no partitions")


def _check_clusters(call: Call, known: dict[str, Any]) -> None:
    for name in call.fields.get("clustering") or []:
        kind = _kind(known, str(name), "clustering")
        if kind in NOT_CLUSTERED:
            raise _invalid("clustering.fields", name, f"A table can't be clustered by a {kind}")
    for block in blocks(call.fields, "table_constraints", "primary_key"):
        for name in block.get("columns") or []:
            _kind(known, str(name), "the primary key")


def _kind(known: dict[str, Any], name: str, purpose: str) -> str:
    column = known.get(name.lower())
    if column is None:
        raise bad_request(f"The field specified for {purpose} cannot be found in the schema: {name}.", "invalid")
    if str(column.get("mode") or "").upper() == "REPEATED":
        raise bad_request(f"The field specified for {purpose} can't be repeated: {name}.", "invalid")
    return str(column["type"]).upper()


def _check_views(call: Call, store: Store) -> None:
    for name in ("view", "materialized_view"):
        for block in blocks(call.fields, name):
            if not str(block.get("query") or "").strip():
                raise bad_request("Required parameter is missing: query", "required")
            if not re.match(
                r"(?is)\s*(?:--[^\n]*\n|#[^\n]*\n|/\*.*?\*/|\s)*(?:select|with|from|\()", str(block["query"])
            ):
                raise bad_request(f"Syntax error: Expected a query: {block['query']}", "invalidQuery")
            if not block.get("use_legacy_sql") and call.changed(name):
                _check_read(call, store, str(block["query"]))


def _check_read(call: Call, store: Store, query: str) -> None:
    """https://cloud.google.com/bigquery/docs/views: what a view reads stands when it is made."""
    for project, dataset, name in READ.findall(query):
        path = f"projects/{project}/datasets/{dataset}/tables/{name}"
        own = find_project(store, project) is not None and dataset != "INFORMATION_SCHEMA" and path != call.name
        if own and store.get(TABLE, path) is None:
            raise not_found(f"Not found: Table {project}:{dataset}.{name}")


def _invalid(field: str, value: Any, reason: str) -> Refusal:
    return bad_request(f"Invalid value for {field}: '{value}'. {reason}.", "invalid")
