"""Virtual machines of Compute Engine."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.stable import number


def _computed(call: Call) -> Object:
    return {"cpu_platform": "Intel Broadwell", "current_status": "RUNNING", "instance_id": number(19, call.name)}


BEHAVIOURS = {"google_compute_instance": Behaviour(computed=_computed)}
