"""Cloud NAT: addresses and subnetworks are given where they are asked for, and only there."""

from __future__ import annotations

from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import Refusal, bad_request
from landfast.rehearsal.cloud.store import Store

NAT = "google_compute_router_nat"


def _whole(call: Call, store: Store) -> None:
    """https://cloud.google.com/compute/docs/reference/rest/v1/routers: nats[]"""
    if not call.writes:
        return
    manual = call.text("nat_ip_allocate_option") == "MANUAL_ONLY"
    if manual != bool(call.fields.get("nat_ips")) and not call.fields.get("initial_nat_ips"):
        wanted = "needs" if manual else "takes no"
        raise _invalid("natIps", f"{call.text('nat_ip_allocate_option')} {wanted} addresses")
    listed = call.text("source_subnetwork_ip_ranges_to_nat") == "LIST_OF_SUBNETWORKS"
    if listed != any(blocks(call.fields, "subnetwork")):
        wanted = "needs" if listed else "takes no"
        raise _invalid("subnetworks", f"{call.text('source_subnetwork_ip_ranges_to_nat')} {wanted} list of subnetworks")
    _check_ports(call)
    if call.verb == "create" and not listed:
        _check_alone(call, store)


def _check_ports(call: Call) -> None:
    least, most = call.fields.get("min_ports_per_vm") or 0, call.fields.get("max_ports_per_vm") or 0
    if not call.fields.get("enable_dynamic_port_allocation"):
        return
    if least and (least < 32 or least & (least - 1)):
        raise _invalid("minPortsPerVm", "with dynamic port allocation it is a power of 2, at least 32")
    if most and most <= least:
        raise _invalid("maxPortsPerVm", "it must be larger than minPortsPerVm")
    if call.fields.get("enable_endpoint_independent_mapping"):
        raise _invalid("enableEndpointIndependentMapping", "it can't be on with dynamic port allocation")


def _check_alone(call: Call, store: Store) -> None:
    """A router's gateways may not overlap, and one for all subnetworks overlaps with each."""
    for other in store.list(NAT, call.project):
        same = all(other.fields.get(name) == call.fields.get(name) for name in ("router", "region"))
        if same and other.name != call.name:
            raise _invalid("sourceSubnetworkIpRangesToNat", f"the subnetworks have a gateway, '{other.fields['name']}'")


def _invalid(field: str, reason: str) -> Refusal:
    return bad_request(f"Invalid value for field 'resource.nats[0].{field}': {reason}.", "invalid")


BEHAVIOURS = {NAT: Behaviour(refuses=(_whole,))}
