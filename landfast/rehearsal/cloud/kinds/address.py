"""Reserved addresses, of a region and global."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from landfast.gcp.locations import region_of
from landfast.provider.values import Object
from landfast.rehearsal.cloud.addresses import PEERING, Range, network_path, parse, subnetwork_path, taken
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.stable import address, digest, public_address
from landfast.rehearsal.cloud.store import Store

NETWORK, SUBNETWORK = "google_compute_network", "google_compute_subnetwork"
# Where allocated ranges are put that name no address: a network in auto mode has 10.128.0.0/9 for its subnetworks.
FREE, FREE_BESIDE_AUTO = ipaddress.IPv4Network("10.240.0.0/12"), ipaddress.IPv4Network("10.0.0.0/9")
TRIES = 4096


def _computed(call: Call) -> Object:
    inside = call.text("address_type") == "INTERNAL"
    return {"address": (address if inside else public_address)(call.name)}


def _in_its_subnetwork(call: Call, store: Store) -> Object:
    """An address that is not named is a free one of the subnetwork's primary range."""
    name = call.text("subnetwork")
    if call.text("address") or not name:
        return {}
    path = subnetwork_path(name, call.project, region_of(call.text("region").rsplit("/", 1)[-1]))
    found = store.get(SUBNETWORK, path)
    whole = parse(str(found.fields.get("ip_cidr_range"))) if found else None
    if whole is None:
        return {}
    used = {str(item.fields.get("address")) for item in store.list(call.type) if item.name != call.name}
    # The first two and the last two of a range are Google's.
    usable = whole.num_addresses - 4
    places = (2 + (int(digest(call.name), 16) + step) % usable for step in range(min(usable, TRIES)))
    return {"address": next((text for place in places if (text := str(whole[place])) not in used), "")}


def _free(call: Call, store: Store) -> Object:
    """A range for services is where nobody else is: Google looks for a free one."""
    prefix = call.fields.get("prefix_length") or 0
    if call.text("address") or call.text("purpose") != PEERING or not 8 <= prefix <= 32 or not call.text("network"):
        return {}
    path = network_path(call.text("network"), call.project)
    network = store.get(NETWORK, path)
    auto = network is not None and network.fields.get("auto_create_subnetworks")
    others = [other.range for other in taken(store, call, path)]
    places = list(_places(FREE_BESIDE_AUTO if auto else FREE, int(prefix), int(digest(call.name), 16)))
    free = (place for place in places if not any(place.overlaps(other) for other in others))
    return {"address": str(next(free, places[0]).network_address)}


def _places(space: Range, prefix: int, start: int) -> Iterator[Range]:
    """Ranges of a size, round a space from one that the name says."""
    if prefix <= space.prefixlen:
        yield ipaddress.IPv4Network(f"{space.network_address}/{prefix}", strict=False)
        return
    number, size = 2 ** (prefix - space.prefixlen), 2 ** (32 - prefix)
    for step in range(min(number, TRIES)):
        yield ipaddress.IPv4Network((int(space.network_address) + (start + step) % number * size, prefix))


BEHAVIOURS = {
    "google_compute_address": Behaviour(settled=_in_its_subnetwork, computed=_computed),
    "google_compute_global_address": Behaviour(settled=_free, computed=_computed),
}
