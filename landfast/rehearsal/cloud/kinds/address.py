"""Reserved addresses, of a region and global."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.stable import address


def _computed(call: Call) -> Object:
    return {"address": address(call.name)}


BEHAVIOURS = {
    "google_compute_address": Behaviour(computed=_computed),
    "google_compute_global_address": Behaviour(computed=_computed),
}
