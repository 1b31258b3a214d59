"""Virtual machines of Compute Engine."""

from __future__ import annotations

from landfast.gcp.locations import region_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.addresses import subnetwork_path
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.cloud.store import Store


def _computed(call: Call) -> Object:
    return {"cpu_platform": "Intel Broadwell", "current_status": "RUNNING", "instance_id": number(19, call.name)}


def _beside_its_subnetworks(call: Call, _store: Store) -> None:
    region = region_of(call.text("zone"))
    for block in blocks(call.fields, "network_interface") if call.verb == "create" else ():
        path = subnetwork_path(str(block.get("subnetwork") or ""), call.project, region)
        if path.rpartition("/regions/")[2].partition("/")[0] != region:
            raise bad_request(
                f"Invalid value for field 'resource.networkInterfaces[0].subnetwork': '{path}'. It is not in the "
                f"region of the zone, '{region}'.",
                "invalid",
            )


BEHAVIOURS = {"google_compute_instance": Behaviour(computed=_computed, refuses=(_beside_its_subnetworks,))}
