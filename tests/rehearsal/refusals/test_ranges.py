"""Ranges of addresses, and firewall rules."""

from __future__ import annotations

from typing import Any

import pytest
from refusals import NETWORK, REGION, SUBNETWORK, Case, check, standing
from rehearsal_client import Client

__all__ = ["standing"]

SUBNET, POLICY = "google_compute_subnetwork", "google_compute_network_firewall_policy_with_rules"
ALL = {"layer4_config": [{"ip_protocol": "all"}]}


def subnet(cidr: str, **values: Any) -> dict[str, Any]:
    return {"name": "more", "network": NETWORK, "ip_cidr_range": cidr, **values}


def second(*ranges: str, names: tuple[str, ...] = ("a", "b")) -> list[dict[str, str]]:
    return [{"range_name": name, "ip_cidr_range": cidr} for name, cidr in zip(names, ranges, strict=False)]


def peering(prefix: int, address: str | None = None) -> dict[str, Any]:
    own = {"purpose": "VPC_PEERING", "address_type": "INTERNAL", "network": NETWORK}
    return {"name": "services", "prefix_length": prefix, "address": address, **own}


def rule(**values: Any) -> dict[str, Any]:
    match = values.pop("match", {"dest_ip_ranges": ["0.0.0.0/0"]})
    return {"priority": 5, "action": "deny", "direction": "EGRESS", "match": [{**ALL, **match}], **values}


def policy(*rules: dict[str, Any]) -> dict[str, Any]:
    return {"name": "egress", "rule": list(rules)}


def firewall(**values: Any) -> dict[str, Any]:
    return {"name": "rule", "network": NETWORK, "allow": [{"protocol": "tcp", "ports": ["443"]}],
            "source_ranges": None if values.get("direction") == "EGRESS" else ["10.0.0.0/8"], **values}  # fmt: skip


INSIDE = {"name": "db", "region": REGION, "address_type": "INTERNAL", "subnetwork": SUBNETWORK}
ROUTE = {"name": "out", "network": NETWORK, "next_hop_gateway": "default-internet-gateway"}
NAT = {"name": "nat", "router": "out", "region": REGION}


def nat(**values: Any) -> dict[str, Any]:
    every = "ALL_SUBNETWORKS_ALL_IP_RANGES"
    return {**NAT, "nat_ip_allocate_option": "AUTO_ONLY", "source_subnetwork_ip_ranges_to_nat": every} | values


GATEWAYS = [
    Case("a gateway", "google_compute_router_nat", nat(), ""),
    Case("a gateway of no address", "google_compute_router_nat",
         nat(nat_ip_allocate_option="MANUAL_ONLY"), says="needs"),
    Case("a gateway of no subnetwork", "google_compute_router_nat",
         nat(source_subnetwork_ip_ranges_to_nat="LIST_OF_SUBNETWORKS"), says="needs list of subnetworks"),
    Case("ports that are no power of two", "google_compute_router_nat",
         nat(enable_dynamic_port_allocation=True, min_ports_per_vm=100), says="power of 2"),
]  # fmt: skip


@pytest.mark.parametrize("case", GATEWAYS, ids=str)
def test_gateways(standing: Client, case: Case) -> None:
    standing.create("google_compute_router", name="out", network=NETWORK)
    check(standing, case)


def test_one_gateway_for_all(standing: Client) -> None:
    standing.create("google_compute_router", name="out", network=NETWORK)
    standing.create("google_compute_router_nat", **nat())
    check(standing, Case("", "google_compute_router_nat", nat(name="second"), says="have a gateway, 'nat'"))


CASES = [
    Case("the address of the gateway", "google_compute_address", {**INSIDE, "address": "10.0.0.1"}, says="reserved"),
    Case("the last address", "google_compute_address", {**INSIDE, "address": "10.0.15.255"}, says="reserved"),
    Case("an address", "google_compute_address", {**INSIDE, "address": "10.0.0.2"}, ""),
    Case("a way through another gateway", "google_compute_route",
         {**ROUTE, "dest_range": "0.0.0.0/0", "next_hop_gateway": "my-gateway"}, says="default-internet-gateway"),
    Case("a router that calls too often", "google_compute_router",
         {"name": "out", "network": NETWORK, "bgp": [{"asn": 64514, "keepalive_interval": 5}]}, says="between 20"),
    Case("inside another", SUBNET, subnet("10.0.8.0/24"), says="conflicts with existing subnetwork"),
    Case("around another", SUBNET, subnet("10.0.0.0/16"), says="conflicts with existing subnetwork"),
    Case("on pods of another", SUBNET, subnet("10.16.4.0/24"), says="conflicts with existing subnetwork"),
    Case("pods on another", SUBNET, subnet("10.50.0.0/24", secondary_ip_range=second("10.0.0.0/24")), says="conflicts"),
    Case("pods on itself", SUBNET, subnet("10.50.0.0/24", secondary_ip_range=second("10.50.0.0/28")), says="overlaps"),
    Case("two ranges of one name", SUBNET,
         subnet("10.50.0.0/24", secondary_ip_range=second("10.51.0.0/24", "10.52.0.0/24", names=("a", "a")))),
    Case("with host bits", SUBNET, subnet("10.50.0.5/24"), says="Must be a CIDR address range"),
    Case("of four addresses", SUBNET, subnet("10.50.0.0/30"), says="between /4 and /29"),
    Case("of half the world", SUBNET, subnet("64.0.0.0/2"), says="between /4 and /29"),
    Case("a small one for proxies", SUBNET,
         subnet("10.50.0.0/27", purpose="REGIONAL_MANAGED_PROXY", role="ACTIVE"), says="/26"),
    Case("on the loop", SUBNET, subnet("127.0.0.0/24"), says="not allowed"),
    Case("on link-local", SUBNET, subnet("169.254.4.0/24"), says="not allowed"),
    Case("on the restricted VIP", SUBNET, subnet("199.36.153.0/24"), says="not allowed"),
    Case("beside it", SUBNET, subnet("10.50.0.0/24", secondary_ip_range=second("10.51.0.0/24", "10.52.0.0/28")), ""),
    Case("of shared addresses", SUBNET, subnet("100.64.0.0/24"), ""),
    Case("services on a subnetwork", "google_compute_global_address", peering(24, "10.0.4.0"), says="conflicts"),
    Case("services of /30", "google_compute_global_address", peering(30, "10.60.0.0"), says="between 8 and 29"),
    Case("services with host bits", "google_compute_global_address", peering(16, "10.60.4.0"), says="first address"),
    Case("services anywhere", "google_compute_global_address", peering(16), ""),
    Case("outside a subnetwork",
         "google_compute_address", {**INSIDE, "address": "10.9.0.4"}, says="outside the subnet"),
    Case("a subnetwork inside", "google_compute_address", {**INSIDE, "address": "10.0.0.44"}, ""),
    Case("a route over a subnetwork",
         "google_compute_route", {**ROUTE, "dest_range": "10.0.4.0/24"}, says="hides"),
    Case("a route with host bits", "google_compute_route", {**ROUTE, "dest_range": "10.9.0.4/24"}, says="host bits"),
    Case("a route to everywhere", "google_compute_route", {**ROUTE, "dest_range": "0.0.0.0/0"}, ""),
    Case("rules of one priority", POLICY, policy(rule(), rule(action="allow")), says="different priorities"),
    Case("rules of two priorities", POLICY, policy(rule(), rule(priority=6)), ""),
    Case("a priority of Google's", POLICY, policy(rule(priority=2147483647)), says="at most"),
    Case("a protocol that there is not", POLICY,
         policy(rule(match={"dest_ip_ranges": ["0.0.0.0/0"], "layer4_config": [{"ip_protocol": "http"}]})),
         says="http"),
    Case("a name to go to, for what comes in", POLICY,
         policy(rule(direction="INGRESS", match={"dest_fqdns": ["example.org"]})),
         says="not supported in a rule for ING"),
    Case("a name to come from, for what goes out", POLICY, policy(rule(match={"src_fqdns": ["example.org"]})),
         says="not supported in a rule for EGRESS"),
    Case("nowhere to go", POLICY, policy(rule(match={"src_ip_ranges": ["10.0.0.0/8"]})), says="must name one of"),
    Case("a hundred and one names", POLICY,
         policy(rule(match={"dest_fqdns": [f"n{n}.example.org" for n in range(101)]})), says="At most 100"),
    Case("no range", POLICY, policy(rule(match={"dest_ip_ranges": ["10.0.0.0/40"]})), says="CIDR"),
    Case("an action that there is not", POLICY, policy(rule(action="drop")), says="action"),
    Case("ports of a protocol without", "google_compute_firewall",
         firewall(allow=[{"protocol": "icmp", "ports": ["80"]}]), says="Ports are of"),
    Case("a port too high", "google_compute_firewall", firewall(allow=[{"protocol": "tcp", "ports": ["70000"]}])),
    Case("ports backwards", "google_compute_firewall", firewall(allow=[{"protocol": "tcp", "ports": ["90-80"]}])),
    Case("tags of what goes out",
         "google_compute_firewall", firewall(direction="EGRESS", source_tags=["a"]), says="EGR"),
    Case("a range of nonsense", "google_compute_firewall", firewall(source_ranges=["10.0.0.256/24"]), says="CIDR"),
    Case("a firewall rule", "google_compute_firewall", firewall(source_ranges=["10.0.0.0/8"]), ""),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_google_answers(standing: Client, case: Case) -> None:
    check(standing, case)
