"""Connections of BigQuery: the account of Google's that they act as."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.agents import make_account
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.stable import digest
from landfast.rehearsal.cloud.store import Store

ACCOUNT = "bqcx-{number}-{end}@gcp-sa-bigquery-condel.iam.gserviceaccount.com"
KINDS = ("cloud_resource", "spark")


def _account(call: Call) -> Object:
    """https://cloud.google.com/bigquery/docs/create-cloud-resource-connection: made with the connection."""
    email = ACCOUNT.format(number=project_number(call.project or call.text("project")), end=digest(call.name)[:4])
    made = {name: [{**block, "service_account_id": email} for block in blocks(call.fields, name)] for name in KINDS}
    return {name: found for name, found in made.items() if found}


def _acts(call: Call, store: Store) -> None:
    for name in KINDS:
        for block in blocks(call.fields, name):
            make_account(store, str(block["service_account_id"]), call.project)


BEHAVIOURS = {"google_bigquery_connection": Behaviour(inside=_account, then=_acts)}
