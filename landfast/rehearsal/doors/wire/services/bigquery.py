"""BigQuery: datasets and tables. A query is not answered: its result would be made up (501)."""

from __future__ import annotations

from landfast.gcp.agents import agent_email
from landfast.provider.values import Object
from landfast.rehearsal.cloud.agents import make_agent
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service

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


def _account(asked: Asked) -> Object:
    """Made when it is asked for first, if not before."""
    make_agent(asked.store, API, asked.project)
    return {
        "kind": "bigquery#getServiceAccountResponse",
        "email": agent_email(API, project_number(asked.project)),
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
            ),
        ),
    ),
    handlers={"projects.getServiceAccount": _account},
    classic=True,
)
