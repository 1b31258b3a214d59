"""Private services access: a connection takes ranges that are allocated in its network."""

from __future__ import annotations

from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store


def _ranges_stand(call: Call, store: Store) -> None:
    if call.verb != "create":
        return
    known = {str(item.fields.get("name")) for item in store.list("google_compute_global_address")}
    for name in call.fields.get("reserved_peering_ranges") or []:
        if name not in known:
            raise bad_request(f"Allocated IP range '{name}' not found in network.", "failedPrecondition")


BEHAVIOURS = {
    "google_service_networking_connection": Behaviour(
        refuses=(_ranges_stand,), refers={"network": "google_compute_network"}
    )
}
