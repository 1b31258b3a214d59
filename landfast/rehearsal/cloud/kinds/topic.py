"""Pub/Sub: topics and subscriptions."""

from __future__ import annotations

from landfast.gcp.regions import catalogue
from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Taken
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.store import Store


def _kept_in_regions(call: Call, _store: Store) -> None:
    """https://cloud.google.com/pubsub/docs/resource-location-restriction: regions, and no parts of the world."""
    for block in blocks(call.fields, "message_storage_policy") if call.writes else ():
        for place in block.get("allowed_persistence_regions") or []:
            if place not in catalogue():
                raise bad_request(f"The region '{place}' of the message storage policy is not valid.")


def _written_to_a_table(call: Call, store: Store) -> None:
    """https://cloud.google.com/pubsub/docs/bigquery: `PROJECT.DATASET.TABLE`, which stands."""
    for block in blocks(call.fields, "bigquery_config") if call.writes and call.changed("bigquery_config") else ():
        parts = str(block.get("table") or "").replace(":", ".").split(".")
        if len(parts) != len(("project", "dataset", "table")):
            raise bad_request(f"Invalid BigQuery table '{block.get('table')}': it must be PROJECT.DATASET.TABLE.")
        project, dataset, name = parts
        path = f"projects/{project}/datasets/{dataset}/tables/{name}"
        if find_project(store, project) is not None and store.get("google_bigquery_table", path) is None:
            raise not_found(f"Not found: Table {project}:{dataset}.{name}")


def _subscription(_call: Call) -> Object:
    return {"ack_deadline_seconds": 10, "expiration_policy": [{"ttl": "2678400s"}]}


BEHAVIOURS = {
    "google_pubsub_topic": Behaviour(
        refuses=(_kept_in_regions,), taken=Taken("Resource already exists in the project (resource={last}).")
    ),
    "google_pubsub_subscription": Behaviour(
        computed=_subscription, refuses=(_written_to_a_table,), refers={"topic": "google_pubsub_topic"}
    ),
}
