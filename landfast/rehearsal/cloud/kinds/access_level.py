"""Access levels of Access Context Manager: addresses that requests come from are public ones."""

from __future__ import annotations

import ipaddress

from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

# Those of a VPC; the ranges of documentation are no private ones.
PRIVATE = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"))
)


def _public(call: Call, _store: Store) -> None:
    """https://cloud.google.com/access-context-manager/docs/create-basic-access-level#ip-address"""
    for condition in blocks(call.fields, "basic", "conditions") if call.writes else ():
        for text in condition.get("ip_subnetworks") or []:
            try:
                network = ipaddress.ip_network(str(text))
            except ValueError:
                raise bad_request(
                    f"Invalid IP subnetwork '{text}': it must be a CIDR block without host bits."
                ) from None
            if any(network.network_address in own and network.prefixlen >= own.prefixlen for own in PRIVATE):
                raise bad_request(f"Invalid IP subnetwork '{text}': private ranges are named by vpc_network_sources.")


BEHAVIOURS = {"google_access_context_manager_access_level": Behaviour(refuses=(_public,))}
