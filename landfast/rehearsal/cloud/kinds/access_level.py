"""Access levels of Access Context Manager: addresses that requests come from are public ones."""

from __future__ import annotations

import ipaddress

from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store


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
            if network.is_private and network.prefixlen:
                raise bad_request(f"Invalid IP subnetwork '{text}': private ranges are named by vpc_network_sources.")


BEHAVIOURS = {"google_access_context_manager_access_level": Behaviour(refuses=(_public,))}
