"""Rows of BigQuery's tables: loaded from JSON lines, copied, as of a moment too, and read. No query runs (501).

https://cloud.google.com/bigquery/docs/loading-data-local
https://cloud.google.com/bigquery/docs/access-historical-data
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.records import RECORD
from landfast.rehearsal.cloud.refusal import already_exists, bad_request, not_found
from landfast.rehearsal.cloud.stable import digest, milliseconds
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.cloud.time_travel import TableVersion, remember, version_at, window
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.checking import check_body
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Handler
from landfast.rehearsal.doors.wire.methods import check_shown
from landfast.rehearsal.doors.wire.pages import size_of
from landfast.rehearsal.doors.wire.problems import NotAnswered
from landfast.rehearsal.doors.wire.services.storage_api.uploads import parts

TABLE, DATASET, JOB = "google_bigquery_table", "google_bigquery_dataset", "bigquery_job"
LINES = "NEWLINE_DELIMITED_JSON"
# `table@1764300000000`, or so many milliseconds ago: `table@-60000`.
DECORATED = re.compile(r"(?P<table>[^@$]+)@(?P<moment>-?\d+)")


def job_with_rows(asked: Asked) -> Object | None:
    """Does a load or a copy; None for another job. A load comes with its data."""
    body, data = asked.body, b""
    if "uploadType" in asked.request.query:
        if asked.parameter("uploadType") != "multipart":
            raise NotAnswered("bigquery.jobs.insert with an upload in parts")
        body, _type, data = parts(asked)
        check_body(asked.document, asked.method, body, frozenset())
    wanted = body.get("configuration") or {}
    if "load" in wanted:
        _load(asked, wanted["load"], data)
    elif "copy" in wanted:
        _copy(asked, wanted["copy"])
    else:
        return None
    return _ended(asked, body, "LOAD" if "load" in wanted else "COPY")


def find_job(asked: Asked) -> Object | None:
    """A load or a copy that was done."""
    found = asked.store.get(JOB, f"projects/{asked.project}/jobs/{asked.values['jobId']}")
    return found.fields if found is not None else None


def _ended(asked: Asked, body: Object, type_: str) -> Object:
    given = body.get("jobReference") or {}
    id_ = given.get("jobId") or f"job_{digest(json.dumps(body, sort_keys=True), milliseconds())[:28]}"
    name = f"projects/{asked.project}/jobs/{id_}"
    if asked.store.get(JOB, name) is not None:
        raise already_exists(f"Already Exists: Job {asked.project}:{id_}", "duplicate")
    inner = body["configuration"]["load" if type_ == "LOAD" else "copy"]
    place = str(_dataset(asked, inner["destinationTable"]).fields.get("location"))
    now = str(milliseconds())
    content: Object = {
        "kind": "bigquery#job",
        "id": f"{asked.project}:{place}.{id_}",
        "jobReference": {"projectId": asked.project, "jobId": id_, "location": place},
        "configuration": {**body["configuration"], "jobType": type_},
        "status": {"state": "DONE"},
        "statistics": {"creationTime": now, "startTime": now, "endTime": now},
    }
    asked.store.put(StoredResource(JOB, name, asked.project, content))
    return content


def _load(asked: Asked, wanted: Object, data: bytes) -> None:
    if wanted.get("sourceUris") or wanted.get("sourceFormat") != LINES:
        raise NotAnswered(f"bigquery.jobs.insert of a load of anything but {LINES} that is sent with it")
    lines = [line for line in data.splitlines() if line.strip()]
    try:
        rows = [json.loads(line) for line in lines]
    except ValueError:
        raise bad_request("Error while reading data, error message: JSON parsing error", "invalid") from None
    schema = (wanted.get("schema") or {}).get("fields")
    table, before = _destination(asked, wanted, schema, "WRITE_APPEND")
    known = {column["name"] for column in json.loads(table.fields.get("schema") or "[]")}
    strange = sorted({name for row in rows for name in row} - known)
    if strange:
        raise bad_request(f"Error while reading data, error message: No such field: {strange[0]}.", "invalid")
    remember(asked.store, table, before + b"".join(line + b"\n" for line in lines))


def _copy(asked: Asked, wanted: Object) -> None:
    sources = [*(wanted.get("sourceTables") or ()), *filter(None, (wanted.get("sourceTable"),))]
    found = [_source(asked, source) for source in sources]
    if not found:
        raise bad_request("Required parameter is missing: sourceTables", "required")
    schema = json.loads(found[0].fields.get("schema") or "[]")
    table, before = _destination(asked, wanted, schema, "WRITE_EMPTY")
    remember(asked.store, table, before + b"".join(one.data for one in found))


def _source(asked: Asked, reference: Mapping[str, Any]) -> TableVersion:
    decorated = DECORATED.fullmatch(str(reference.get("tableId")))
    table = decorated["table"] if decorated else str(reference.get("tableId"))
    path = _path(asked, {**reference, "tableId": table})
    moment = _moment(asked, path, int(decorated["moment"])) if decorated else None
    found = version_at(asked.store, path, moment)
    if found is None:
        where = f"{reference.get('projectId')}:{reference.get('datasetId')}.{reference.get('tableId')}"
        raise not_found(f"Not found: Table {where}")
    return found


def _moment(asked: Asked, path: str, said: int) -> int:
    moment = said if said >= 0 else milliseconds() + said
    earliest = window(asked.store, path)
    if not earliest <= moment <= milliseconds():
        raise bad_request(f"Invalid time travel timestamp {moment} for table {path}. Cannot read before {earliest}.")
    return moment


def _destination(asked: Asked, wanted: Object, schema: Any, usual: str) -> tuple[StoredResource, bytes]:
    """The table that rows are written to, made if need be, and what stays in it."""
    reference = wanted.get("destinationTable") or {}
    path, write = _path(asked, reference), str(wanted.get("writeDisposition") or usual)
    standing = asked.store.get(TABLE, path)
    if standing is None:
        if wanted.get("createDisposition") == "CREATE_NEVER":
            raise not_found(f"Not found: Table {path}")
        return _made(asked, reference, schema or []), b""
    held = version_at(asked.store, path)
    data = held.data if held is not None else b""
    if write == "WRITE_EMPTY" and data:
        last = f"{reference.get('datasetId')}.{reference.get('tableId')}"
        raise already_exists(f"Already Exists: Table {asked.project}:{last}", "duplicate")
    return standing, data if write == "WRITE_APPEND" else b""


def _made(asked: Asked, reference: Mapping[str, Any], schema: Any) -> StoredResource:
    dataset = _dataset(asked, reference)
    fields = {
        "project": dataset.project,
        "dataset_id": reference["datasetId"],
        "table_id": reference["tableId"],
        "schema": json.dumps(schema, separators=(",", ":"), sort_keys=True),
        # A table is encrypted as its dataset says, unless it says otherwise.
        "encryption_configuration": dataset.fields.get("default_encryption_configuration"),
        RECORD: {"rest": {}},
    }
    return asked.cloud.answer(Call("create", kind(TABLE), fields=fields))


def _dataset(asked: Asked, reference: Mapping[str, Any]) -> StoredResource:
    found = asked.store.get(DATASET, _path(asked, reference).partition("/tables/")[0])
    if found is None:
        raise not_found(f"Not found: Dataset {reference.get('projectId')}:{reference.get('datasetId')}")
    return found


def _path(asked: Asked, reference: Mapping[str, Any]) -> str:
    project = asked.project_id(str(reference.get("projectId") or asked.project))
    return f"projects/{project}/datasets/{reference.get('datasetId')}/tables/{reference.get('tableId')}"


def _get_table(asked: Asked) -> Object:
    standing = asked.standing()
    check_shown(asked, standing)
    held = version_at(asked.store, standing.name)
    counted = {"numRows": str(held.rows), "numBytes": str(len(held.data))} if held is not None else {}
    return {**content_of(asked, standing), **counted}


def _rows(asked: Asked) -> Object:
    """https://cloud.google.com/bigquery/docs/reference/rest/v2/tabledata/list"""
    path = _path(asked, asked.values)
    standing = asked.store.get(TABLE, path)
    held = version_at(asked.store, path)
    if standing is None or held is None:
        raise not_found(f"Not found: Table {path}")
    lines = held.data.splitlines()
    begin = int(asked.parameter("pageToken") or asked.parameter("startIndex") or 0)
    end = begin + size_of(asked)
    columns = [column["name"] for column in json.loads(held.fields.get("schema") or "[]")]
    found = [_row(columns, json.loads(line)) for line in lines[begin:end]]
    more: Object = {"pageToken": str(end)} if end < len(lines) else {}
    return {"kind": "bigquery#tableDataList", "totalRows": str(len(lines)), "rows": found, **more}


def _row(columns: list[str], row: Mapping[str, Any]) -> Object:
    """Every plain value is a text; nested ones are refused when they are read, not before."""
    if any(isinstance(value, dict | list) for value in row.values()):
        raise NotAnswered("bigquery.tabledata.list of nested values")
    return {"f": [{"v": _text(row.get(name))} for name in columns]}


def _text(value: Any) -> str | None:
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


OF_ROWS: Mapping[str, Handler] = {"tables.get": _get_table, "tabledata.list": _rows}
