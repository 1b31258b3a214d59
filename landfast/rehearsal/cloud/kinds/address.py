"""Reserved addresses, of a region and global."""

from __future__ import annotations

import ipaddress

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.stable import address, digest

# Where allocated ranges are put that name no address.
FREE = ipaddress.IPv4Network("10.240.0.0/12")


def _computed(call: Call) -> Object:
    return {"address": address(call.name)}


def _global(call: Call) -> Object:
    """A range for services is where nobody else is: Google looks for a free one."""
    prefix = call.fields.get("prefix_length") or 32
    if call.text("purpose") != "VPC_PEERING" or not 8 <= prefix <= 32:
        return _computed(call)
    first = ipaddress.IPv4Network(f"{FREE.network_address}/{prefix}", strict=False).network_address
    if prefix <= FREE.prefixlen:
        return {"address": str(first)}
    places = 2 ** (prefix - FREE.prefixlen)
    return {"address": str(first + int(digest(call.name), 16) % places * 2 ** (32 - prefix))}


BEHAVIOURS = {
    "google_compute_address": Behaviour(computed=_computed),
    "google_compute_global_address": Behaviour(computed=_global),
}
