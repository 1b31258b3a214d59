"""Cloud Run services: their addresses and revisions."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.stable import digest


def _computed(call: Call) -> Object:
    fields = call.fields
    host = f"{fields['name']}-{project_number(fields['project'])}.{fields['location']}.run.app"
    revision = f"{call.name}/revisions/{fields['name']}-00001-{digest(call.name)[:3]}"
    return {
        "uri": f"https://{host}",
        "urls": [f"https://{host}"],
        "generation": "1",
        "observed_generation": "1",
        "latest_ready_revision": revision,
        "latest_created_revision": revision,
        "launch_stage": "GA",
    }


BEHAVIOURS = {"google_cloud_run_v2_service": Behaviour(computed=_computed)}
