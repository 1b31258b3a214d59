"""Dataflow: jobs, which run until they are cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from landfast.provider.values import Object
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.cloud.unmanaged import DATAFLOW_JOB
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Collection, Service

JOBS = "projects.locations.jobs"
RUNNING = "JOB_STATE_RUNNING"


def _create(asked: Asked) -> Object:
    # https://cloud.google.com/dataflow/docs/reference/rest/v1b3/projects.locations.jobs: the service makes the id.
    id_ = str(asked.body.get("id") or number(19, asked.path, asked.body.get("name"), len(_all(asked))))
    fields = {**asked.body, "id": id_, "projectId": asked.project, "currentState": RUNNING}
    asked.store.put(StoredResource(DATAFLOW_JOB, f"{asked.path}/{id_}", asked.project, fields))
    return fields


def _list(asked: Asked) -> Object:
    """`ACTIVE` ones, `TERMINATED` ones or all."""
    wanted = asked.parameter("filter")
    found = [item.fields for item in _all(asked)]
    if wanted in ("ACTIVE", "TERMINATED"):
        found = [job for job in found if (job.get("currentState") == RUNNING) == (wanted == "ACTIVE")]
    return {"jobs": found}


def _update(asked: Asked) -> Object:
    found = asked.standing()
    changed = replace(found, fields={**found.fields, "currentState": asked.body["requestedState"]})
    asked.store.put(changed)
    return changed.fields


def _all(asked: Asked) -> Sequence[StoredResource]:
    return asked.store.under(DATAFLOW_JOB, asked.path, asked.project)


SERVICE = Service(
    "dataflow.v1b3",
    (Collection(JOBS, DATAFLOW_JOB),),
    handlers={f"{JOBS}.create": _create, f"{JOBS}.list": _list, f"{JOBS}.update": _update},
)
