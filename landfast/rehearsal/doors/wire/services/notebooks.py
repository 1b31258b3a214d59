"""Workbench: instances of notebooks, which are started and stopped."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Handler, Service
from landfast.rehearsal.doors.wire.methods import finished

INSTANCES, INSTANCE = "projects.locations.instances", "google_workbench_instance"
# Verb -> the state that it leads to, at once.
STATES = {"start": "ACTIVE", "stop": "STOPPED"}


def _into(state: str) -> Handler:
    def change(asked: Asked) -> Object:
        found = asked.standing()
        fields = {**found.fields, "state": state}
        return finished(asked, asked.cloud.answer(Call("update", kind(INSTANCE), found.name, found.project, fields)))

    return change


SERVICE = Service(
    "notebooks.v2",
    (Collection(INSTANCES, INSTANCE, differs=Differences({"gce_setup.compute_instance_id": "instanceId"})),),
    handlers={f"{INSTANCES}.{verb}": _into(state) for verb, state in STATES.items()},
    package="google.cloud.notebooks.v2",
)
