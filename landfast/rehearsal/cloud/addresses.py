"""Ranges of addresses: read from text, and those that are taken in a network."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.store import Store, StoredResource

Range = ipaddress.IPv4Network
PEERING = "VPC_PEERING"


@dataclass(frozen=True, slots=True)
class TakenRange:
    """A range that something in a network has."""

    range: Range
    holder: str


def parse(text: str) -> Range | None:
    """A range as it is written, `10.0.0.0/24`; None if it is none, or has bits of a host."""
    try:
        return ipaddress.IPv4Network(text) if "/" in text else None
    except ValueError:
        return None


def network_path(name: str, project: str) -> str:
    """`projects/P/global/networks/N` of a network's link, path or short name."""
    start = name.find("projects/")
    return name[start:] if start >= 0 else f"projects/{project}/global/networks/{name.rsplit('/', 1)[-1]}"


def subnetwork_path(name: str, project: str, region: str) -> str:
    """`projects/P/regions/R/subnetworks/S` of a subnetwork's link, path or short name."""
    start = name.find("projects/")
    return name[start:] if start >= 0 else f"projects/{project}/regions/{region}/subnetworks/{name.rsplit('/', 1)[-1]}"


def is_of_auto_mode(store: Store, subnetwork: str) -> bool:
    """Whether a path is of one of the subnetworks that a network in auto mode makes, one a region, named as itself."""
    project, _regions, name = subnetwork.partition("/regions/")
    network = store.get("google_compute_network", f"{project}/global/networks/{name.rpartition('/')[2]}")
    return network is not None and bool(network.fields.get("auto_create_subnetworks"))


def taken(store: Store, call: Call, network: str) -> Iterator[TakenRange]:
    """Ranges of a network (a path) that others than the called resource have."""
    for item in _others(store, call, "google_compute_subnetwork", network):
        yield from ((TakenRange(found, item.name)) for text in texts(item.fields) if (found := parse(text)))
    for item in _others(store, call, "google_compute_global_address", network):
        found = parse(f"{item.fields.get('address')}/{item.fields.get('prefix_length')}")
        if found is not None and item.fields.get("purpose") == PEERING:
            yield TakenRange(found, item.name)
    for item in _others(store, call, "google_container_cluster", network):
        for block in blocks(item.fields, "private_cluster_config"):
            found = parse(str(block.get("master_ipv4_cidr_block")))
            if found is not None:
                yield TakenRange(found, item.name)


def texts(subnetwork: Object) -> Iterator[str]:
    """The ranges of a subnetwork, the primary one first."""
    yield str(subnetwork.get("ip_cidr_range") or "")
    for block in blocks(subnetwork, "secondary_ip_range"):
        text = str(block.get("ip_cidr_range") or "")
        if ":" not in text:
            yield text


def _others(store: Store, call: Call, type_name: str, network: str) -> Iterator[StoredResource]:
    for item in store.list(type_name):
        if item.name != call.name and network_path(str(item.fields.get("network")), item.project) == network:
            yield item
