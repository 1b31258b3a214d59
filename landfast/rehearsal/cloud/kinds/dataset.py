"""BigQuery: datasets and tables."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Taken
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.stable import milliseconds
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.cloud.time_travel import forget_tables, remember

TABLE = "google_bigquery_table"
IN_DATASETS = (TABLE, "google_bigquery_routine")
KINDS_OF_TABLES = (
    ("view", "VIEW"),
    ("materialized_view", "MATERIALIZED_VIEW"),
    ("external_data_configuration", "EXTERNAL"),
)


# Who makes things here: nobody signs in to a rehearsal.
CALLER = "caller@rehearsal.invalid"
# https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets: access, where none is asked for.
ACCESS = [
    {"role": "OWNER", "special_group": "projectOwners"},
    {"role": "WRITER", "special_group": "projectWriters"},
    {"role": "READER", "special_group": "projectReaders"},
    {"role": "OWNER", "user_by_email": CALLER},
]


def _dataset(_call: Call) -> Object:
    now = milliseconds()
    return {
        "access": ACCESS,
        "creation_time": now,
        "last_modified_time": now,
        "max_time_travel_hours": "168",
        "storage_billing_model": "LOGICAL",
    }


def _table(call: Call) -> Object:
    now = milliseconds()
    kind = next((name for block, name in KINDS_OF_TABLES if call.fields.get(block)), "TABLE")
    return {"creation_time": now, "last_modified_time": now, "type": kind, "schema": "[]"}


def _table_place(call: Call, store: Store) -> Object:
    """A table is where its dataset is."""
    name = f"projects/{call.text('project')}/datasets/{call.text('dataset_id')}"
    dataset = store.get("google_bigquery_dataset", name)
    return {} if dataset is None else {"location": dataset.fields.get("location")}


def _empty(call: Call, store: Store) -> None:
    if call.verb == "delete" and not call.fields.get("delete_contents") and any(_contents(call, store)):
        dataset = f"{call.project}:{call.name.rsplit('/', 1)[-1]}"
        raise bad_request(f"Dataset {dataset} is still in use", "resourceInUse")


def _deleted(call: Call, store: Store) -> None:
    for item in list(_contents(call, store)):
        store.delete(item)
    forget_tables(store, call.name)
    standing = store.get(call.type, call.name, call.project)
    if standing is not None:
        store.delete(standing)


def _made(call: Call, store: Store) -> None:
    """A new table is empty; what it is a view of has rows of its own."""
    standing = store.get(TABLE, call.name, call.project)
    if call.verb == "create" and standing is not None and standing.fields.get("type") == "TABLE":
        remember(store, standing)


def _dropped(call: Call, store: Store) -> None:
    """Its rows can be read back for as long as its dataset says."""
    standing = store.get(TABLE, call.name, call.project)
    if standing is not None:
        store.delete(standing)
        if standing.fields.get("type") == "TABLE":
            remember(store, standing, gone=True)


def _contents(call: Call, store: Store) -> Iterator[StoredResource]:
    for type_name in IN_DATASETS:
        yield from (item for item in store.list(type_name) if item.name.startswith(call.name + "/"))


BEHAVIOURS = {
    "google_bigquery_dataset": Behaviour(
        computed=_dataset,
        refuses=(_empty,),
        deleted=_deleted,
        taken=Taken("Already Exists: Dataset {project}:{last}", "duplicate"),
    ),
    TABLE: Behaviour(
        settled=_table_place,
        computed=_table,
        refers={"dataset_id": "google_bigquery_dataset"},
        then=_made,
        deleted=_dropped,
    ),
}
