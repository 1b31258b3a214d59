"""BigQuery: datasets, tables and the rows in them. Of queries only those are answered that have no result: it would be
made up (501).
"""

from __future__ import annotations

import json

from landfast.gcp.agents import agent_email
from landfast.gcp.universes import universe_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.agents import make_agent
from landfast.rehearsal.cloud.kinds.query import ALTERED, QUERY
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.stable import digest, milliseconds
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service
from landfast.rehearsal.doors.wire.methods import create, get
from landfast.rehearsal.doors.wire.problems import NotAnswered
from landfast.rehearsal.doors.wire.services.bigquery_rows import OF_ROWS, find_job, job_with_rows

API = "bigquery.googleapis.com"
# What a dataset lets in of whoever made it without a word: https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets
USUAL_ACCESS = (
    {"role": "WRITER", "specialGroup": "projectWriters"},
    {"role": "OWNER", "specialGroup": "projectOwners"},
    {"role": "READER", "specialGroup": "projectReaders"},
)


def _dataset(fields: Object, content: Object) -> None:
    content["id"] = f"{fields.get('project')}:{fields.get('dataset_id')}"
    content.setdefault("access", list(USUAL_ACCESS))
    content["type"] = "DEFAULT"


def _table(fields: Object, content: Object) -> None:
    content["id"] = f"{fields.get('project')}:{fields.get('dataset_id')}.{fields.get('table_id')}"
    if not (content.get("schema") or {}).get("fields"):
        content.pop("schema", None)
    if content.get("expirationTime") == "0":
        del content["expirationTime"]
    content.setdefault("numRows", "0")
    content.setdefault("numBytes", "0")


def _table_fields(fields: Object, _content: Object) -> None:
    """Tags that name none are none: https://cloud.google.com/bigquery/docs/reference/rest/v2/tables#TableFieldSchema"""
    if fields.get("schema"):
        columns = [_untagged(column) for column in json.loads(fields["schema"])]
        fields["schema"] = json.dumps(columns, separators=(",", ":"), sort_keys=True)


def _untagged(column: Object) -> Object:
    found = dict(column)
    if not (found.get("policyTags") or {}).get("names"):
        found.pop("policyTags", None)
    if found.get("fields"):
        found["fields"] = [_untagged(inner) for inner in found["fields"]]
    return found


def _job(fields: Object, content: Object) -> None:
    project, place, name = fields.get("project"), fields.get("location") or "US", fields.get("job_id")
    content["id"] = f"{project}:{place}.{name}"
    content["status"] = {"state": "DONE"}
    content["configuration"]["jobType"] = "QUERY"
    content["statistics"] = {"query": {"statementType": "ALTER_PROJECT"}}


def _insert_job(asked: Asked) -> Object:
    """Rows are loaded and copied, a statement that sets a project's defaults is done; what has a result would have it
    made up.
    """
    done = job_with_rows(asked)
    if done is not None:
        return done
    statement = str(((asked.body.get("configuration") or {}).get("query") or {}).get("query") or "")
    if not ALTERED.match(statement):
        raise NotAnswered("bigquery.jobs.insert of anything but ALTER PROJECT, loads and copies")
    asked.body.setdefault("jobReference", {}).setdefault("jobId", f"job_{digest(statement, milliseconds())[:28]}")
    return create(asked)


def _get_job(asked: Asked) -> Object:
    return find_job(asked) or get(asked)


def _account(asked: Asked) -> Object:
    """Made when it is asked for first, if not before."""
    make_agent(asked.store, API, asked.project)
    return {
        "kind": "bigquery#getServiceAccountResponse",
        "email": agent_email(API, project_number(asked.project), universe_of(asked.project)),
    }


SERVICE = Service(
    "bigquery.v2",
    (
        Collection(
            "datasets",
            "google_bigquery_dataset",
            id_property="datasetReference.datasetId",
            differs=Differences(
                {"dataset_id": "datasetReference.datasetId", "project": "datasetReference.projectId"}, to_api=_dataset
            ),
        ),
        Collection(
            "jobs",
            QUERY,
            id_property="jobReference.jobId",
            only=("get",),
            differs=Differences(
                {
                    "job_id": "jobReference.jobId",
                    "project": "jobReference.projectId",
                    "location": "jobReference.location",
                    "labels": "configuration.labels",
                    "query": "configuration.query",
                    "query.destination_table": "",
                    "query.script_options": "",
                    "status": "",
                },
                to_api=_job,
            ),
        ),
        Collection(
            "tables",
            "google_bigquery_table",
            id_property="tableReference.tableId",
            differs=Differences(
                {
                    "dataset_id": "tableReference.datasetId",
                    "project": "tableReference.projectId",
                    "table_id": "tableReference.tableId",
                    "schema": "schema.fields",
                    "clustering": "clustering.fields",
                },
                texts=("schema",),
                to_api=_table,
                to_fields=_table_fields,
            ),
        ),
    ),
    handlers={
        "projects.getServiceAccount": _account,
        "jobs.insert": _insert_job,
        "jobs.get": _get_job,
        **OF_ROWS,
    },
    classic=True,
)
