"""Ranges of addresses in a network: large enough, none of Google's own, and none twice."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping

from landfast.rehearsal.cloud.addresses import PEERING, Range, network_path, parse, subnetwork_path, taken, texts
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import Refusal, bad_request
from landfast.rehearsal.cloud.store import Store

SUBNETWORK = "google_compute_subnetwork"
# https://cloud.google.com/vpc/docs/subnets#valid-ranges: the smallest by purpose, and what no subnetwork may overlap.
LARGEST, SMALLEST, SMALLEST_PROXY = 4, 29, 26
SMALLEST_REDIS = 29
PROXIES = ("REGIONAL_MANAGED_PROXY", "GLOBAL_MANAGED_PROXY", "INTERNAL_HTTPS_LOAD_BALANCER")
PROHIBITED = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "199.36.153.4/30",
            "199.36.153.8/30",
            "224.0.0.0/4",
            "255.255.255.255/32",
        ),
    )
)
# Of the subnetworks that a network in auto mode makes: https://cloud.google.com/vpc/docs/subnets#ip-ranges
AUTO = ipaddress.IPv4Network("10.128.0.0/9")
# https://cloud.google.com/vpc/docs/configure-private-services-access
PEERED = (8, 29)


def check(call: Call, store: Store) -> None:
    judge = JUDGES.get(call.type)
    if judge is not None and call.writes:
        judge(call, store)


def _subnetwork(call: Call, store: Store) -> None:
    if not call.changed("ip_cidr_range") and not call.changed("secondary_ip_range"):
        return
    smallest = SMALLEST_PROXY if call.text("purpose") in PROXIES else SMALLEST
    own = [_subnetwork_range(text, smallest) for text in texts(call.fields) if text]
    _check_second_protocol(call, store)
    names = [block.get("range_name") for block in blocks(call.fields, "secondary_ip_range")]
    for name in names:
        if names.count(name) > 1:
            raise _invalid("secondaryIpRanges", str(name), "The range name is used twice.")
    for place, found in enumerate(own):
        if any(found.overlaps(other) for other in own[:place]):
            raise _invalid("ipCidrRange", str(found), "It overlaps with another range of the same subnetwork.")
        _check_free(call, store, found)


def _check_second_protocol(call: Call, store: Store) -> None:
    """https://cloud.google.com/vpc/docs/subnets#ipv6-ranges: internal addresses are of the network's own range."""
    network = store.get("google_compute_network", network_path(call.text("network"), call.project))
    inside = call.text("ipv6_access_type") == "INTERNAL"
    if network is not None and inside and not network.fields.get("enable_ula_internal_ipv6"):
        raise _invalid("ipv6AccessType", "INTERNAL", "The network has no internal IPv6 range.")


def _subnetwork_range(text: str, smallest: int) -> Range:
    found = parse(text)
    if found is None:
        raise _invalid("ipCidrRange", text, "Must be a CIDR address range.")
    if not LARGEST <= found.prefixlen <= smallest:
        raise _invalid("ipCidrRange", text, f"IP range size must be between /{LARGEST} and /{smallest}.")
    if any(found.overlaps(other) for other in PROHIBITED):
        raise _invalid("ipCidrRange", text, "IP range is not allowed: it overlaps with addresses that are reserved.")
    return found


def _check_free(call: Call, store: Store, found: Range) -> None:
    name = network_path(call.text("network"), call.project)
    network = store.get("google_compute_network", name)
    if network is not None and network.fields.get("auto_create_subnetworks") and found.overlaps(AUTO):
        raise _invalid("ipCidrRange", str(found), f"It overlaps with {AUTO}, the ranges of a network in auto mode.")
    for other in taken(store, call, name):
        if found.overlaps(other.range):
            raise bad_request(
                f"Invalid IPCidrRange: {found} conflicts with existing subnetwork or range '{other.holder}' "
                f"({other.range}) in network '{name}'.",
                "invalid",
            )


def _global_address(call: Call, store: Store) -> None:
    """A range that is allocated for services of Google's or another producer's."""
    if not call.changed("address") and not call.changed("prefix_length"):
        return
    prefix, inside = call.fields.get("prefix_length") or 0, call.text("address_type") == "INTERNAL"
    if call.text("purpose") == PEERING:
        if not inside or not call.text("network"):
            raise _invalid("purpose", PEERING, "It needs the address type INTERNAL and a network.")
        if not PEERED[0] <= prefix <= PEERED[1]:
            raise _invalid("prefixLength", str(prefix), f"Must be between {PEERED[0]} and {PEERED[1]}.")
        found = parse(f"{call.text('address')}/{prefix}")
        if found is None:
            raise _invalid("address", call.text("address"), f"It is not the first address of a range of /{prefix}.")
        _check_free(call, store, found)
    elif call.text("purpose") == "PRIVATE_SERVICE_CONNECT":
        found = parse(f"{call.text('address')}/32")
        if found is None:
            raise _invalid("address", call.text("address"), "It is no IPv4 address.")
        _check_free(call, store, found)
    elif call.text("network") and not inside:
        raise _invalid("network", call.text("network"), "An external address is in no network.")


def _address(call: Call, store: Store) -> None:
    name = call.text("subnetwork")
    if not name or not call.text("address") or not call.changed("address"):
        return
    if call.text("ip_version") == "IPV6":
        # Of the subnetwork's own range of addresses outside: https://cloud.google.com/vpc/docs/ipv6-external-addresses
        return
    if call.text("address_type") != "INTERNAL":
        raise _invalid("subnetwork", name, "An external address is in no subnetwork.")
    _check_inside(call, store, name, call.text("address"))


def _instance(call: Call, store: Store) -> None:
    for block in blocks(call.fields, "network_interface"):
        if block.get("subnetwork") and block.get("network_ip") and call.changed("network_interface"):
            _check_inside(call, store, str(block["subnetwork"]), str(block["network_ip"]))


def _check_inside(call: Call, store: Store, subnetwork: str, address: str) -> None:
    found = store.get(SUBNETWORK, subnetwork_path(subnetwork, call.project, _region(call)))
    primary = parse(str(found.fields.get("ip_cidr_range"))) if found else None
    if primary is None:
        return
    try:
        inside = ipaddress.IPv4Address(address) in primary
    except ValueError:
        inside = False
    # https://cloud.google.com/vpc/docs/subnets#unusable-ip-addresses-in-every-subnet: the first two, and the last two.
    if inside and address in {str(primary[place]) for place in (0, 1, -2, -1)}:
        raise _invalid("address", address, f"IP address is reserved in the subnetwork range {primary}.")
    if not inside:
        raise _invalid("address", address, f"Requested internal IP address is outside the subnetwork range {primary}.")


def _route(call: Call, store: Store) -> None:
    text = call.text("dest_range")
    if not text or not call.changed("dest_range"):
        return
    found = parse(text if "/" in text else f"{text}/32")
    if found is None and ":" not in text:
        raise _invalid("destRange", text, "Must be a valid CIDR range without host bits.")
    for other in taken(store, call, network_path(call.text("network"), call.project)):
        if found is not None and found.subnet_of(other.range):
            raise _invalid("destRange", text, f"It hides the addresses of '{other.holder}' ({other.range}).")


def _region(call: Call) -> str:
    zone = call.text("zone").rsplit("/", 1)[-1]
    return call.text("region").rsplit("/", 1)[-1] or zone.rpartition("-")[0]


def _invalid(field: str, value: str, reason: str) -> Refusal:
    return bad_request(f"Invalid value for field 'resource.{field}': '{value}'. {reason}", "invalid")


def _connector(call: Call, store: Store) -> None:
    """https://cloud.google.com/vpc/docs/configure-serverless-vpc-access: a /28 that nothing else has."""
    found = parse(call.text("ip_cidr_range"))
    if found is not None and call.text("network") and call.changed("ip_cidr_range"):
        _check_free(call, store, found)


def _redis(call: Call, store: Store) -> None:
    """https://cloud.google.com/memorystore/docs/redis/networking: a range that nothing else of the network has."""
    found = parse(call.text("reserved_ip_range"))
    if found is not None and found.prefixlen > SMALLEST_REDIS and call.changed("reserved_ip_range"):
        raise bad_request(f"Invalid reserved_ip_range: {found} is too small: /{SMALLEST_REDIS} at least.", "invalid")
    if found is not None and call.text("authorized_network") and call.changed("reserved_ip_range"):
        name = network_path(call.text("authorized_network"), call.project)
        for other in taken(store, call, name):
            if found.overlaps(other.range) and call.text("connect_mode") != "PRIVATE_SERVICE_ACCESS":
                raise bad_request(f"Invalid reserved_ip_range: {found} conflicts with '{other.holder}'.", "invalid")


JUDGES: Mapping[str, Callable[[Call, Store], None]] = {
    SUBNETWORK: _subnetwork,
    "google_compute_global_address": _global_address,
    "google_compute_address": _address,
    "google_compute_instance": _instance,
    "google_compute_route": _route,
    "google_redis_instance": _redis,
    "google_vpc_access_connector": _connector,
}
