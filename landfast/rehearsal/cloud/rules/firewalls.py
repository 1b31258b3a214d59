"""Firewall rules, of networks and of policies: priorities, protocols and ports, and what each direction can name."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import Refusal, bad_request
from landfast.rehearsal.cloud.store import Store

# https://cloud.google.com/firewall/docs/firewall-policies-rule-details
PROTOCOLS = ("tcp", "udp", "icmp", "esp", "ah", "sctp", "ipip", "all", "")
WITH_PORTS = ("tcp", "udp", "sctp", "6", "17", "132")
PORTS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
SOURCES = ("src_ip_ranges", "src_fqdns", "src_region_codes", "src_threat_intelligences", "src_address_groups")
SOURCES_BESIDE = ("src_secure_tag", "src_secure_tags", "src_networks", "src_network_context", "src_network_scope")
DESTINATIONS = ("dest_ip_ranges", "dest_fqdns", "dest_region_codes", "dest_threat_intelligences", "dest_address_groups")
# The last priorities are those of rules that every policy has.
LAST = 2147483546
# https://cloud.google.com/firewall/docs/firewall-policies-rule-details#fqdn-objects
NAMES = 100
DOMAIN = re.compile(r"(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9][a-z0-9-]{0,62}\.?")


def check(call: Call, _store: Store) -> None:
    if not call.writes:
        return
    if call.type == "google_compute_firewall":
        _check_network_rule(call)
    elif call.type.endswith("firewall_policy_with_rules"):
        _check_unique([rule.get("priority") for rule in blocks(call.fields, "rule")])
        for rule in blocks(call.fields, "rule"):
            _check_rule(rule)
    elif call.type.endswith("firewall_policy_rule"):
        _check_rule(call.fields)


def _check_unique(priorities: list[Any]) -> None:
    for priority, count in Counter(priorities).items():
        if count > 1:
            raise _invalid("rules[].priority", priority, "Rules of a policy must have different priorities")


def _check_rule(rule: Any) -> None:
    if rule.get("priority") is not None and rule["priority"] > LAST:
        raise _invalid("rule.priority", rule["priority"], f"Must be at most {LAST}")
    egress = rule.get("direction") == "EGRESS"
    for match in blocks(rule, "match"):
        _check_match(match, egress)
        for name in ("layer4_config", "layer4_configs"):
            for layer in blocks(match, name):
                _check_protocol(str(layer.get("ip_protocol") or ""), layer.get("ports") or [])


def _check_match(match: Any, egress: bool) -> None:
    given = {name for name, value in match.items() if value and value != "UNSPECIFIED"}
    direction, needed = ("EGRESS", DESTINATIONS) if egress else ("INGRESS", (*SOURCES, *SOURCES_BESIDE))
    # Ranges are taken on both sides of either direction.
    others = (*SOURCES[1:], *SOURCES_BESIDE) if egress else DESTINATIONS[1:]
    for name in others:
        if name in given:
            raise _invalid(f"rule.match.{name}", match[name], f"It is not supported in a rule for {direction}")
    if not given.intersection(needed):
        raise _invalid("rule.match", "", f"A rule for {direction} must name one of: {', '.join(needed)}")
    for name in ("src_ip_ranges", "dest_ip_ranges"):
        _check_ranges(f"rule.match.{name}", match.get(name) or [])
    for name in ("src_fqdns", "dest_fqdns"):
        _check_domains(f"rule.match.{name}", match.get(name) or [])


def _check_network_rule(call: Call) -> None:
    egress = call.text("direction") == "EGRESS"
    wrong = ("source_ranges", "source_tags", "source_service_accounts") if egress else ()
    for name in wrong if not call.fields.get("destination_ranges") else wrong[1:]:
        if call.fields.get(name):
            raise _invalid(f"resource.{name}", call.fields[name], "A rule for EGRESS takes destination ranges only")
    for name in ("source_ranges", "destination_ranges"):
        _check_ranges(f"resource.{name}", call.fields.get(name) or [])
    for block in _blocks_of(call, "allow", "deny"):
        _check_protocol(str(block.get("protocol") or ""), block.get("ports") or [])


def _blocks_of(call: Call, *names: str) -> Iterator[Any]:
    for name in names:
        yield from blocks(call.fields, name)


def _check_protocol(protocol: str, ports: list[str]) -> None:
    name = protocol.lower()
    if name not in PROTOCOLS and not (name.isdigit() and int(name) < 256):
        raise _invalid("IPProtocol", protocol, f"Must be one of {', '.join(filter(None, PROTOCOLS))}, or a number")
    if ports and name not in WITH_PORTS:
        raise _invalid("ports", ports, f"Ports are of tcp, udp and sctp only, not of {protocol}")
    for port in ports:
        found = PORTS.fullmatch(port)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if not first <= last <= 65535:
            raise _invalid("ports", port, "Must be a port or a range of ports, 0 to 65535")


def _check_ranges(field: str, ranges: list[str]) -> None:
    versions = set()
    for text in ranges:
        try:
            # No bits of a host: https://github.com/CartoDB/cartodb/pull/15649
            versions.add(ipaddress.ip_network(text).version)
        except ValueError:
            raise _invalid(field, text, "Must be a valid CIDR address range") from None
    # https://cloud.google.com/firewall/docs/firewalls: of one version of the protocol.
    if len(versions) > 1:
        raise _invalid(field, ", ".join(ranges), "A rule has either IPv4 or IPv6 ranges, but not both")


def _check_domains(field: str, domains: list[str]) -> None:
    if len(domains) > NAMES:
        raise _invalid(field, f"{len(domains)} names", f"At most {NAMES} names stand in a rule")
    for text in domains:
        if not DOMAIN.fullmatch(text.lower()):
            raise _invalid(field, text, "Must be a fully qualified domain name")


def _invalid(field: str, value: Any, reason: str) -> Refusal:
    return bad_request(f"Invalid value for field '{field}': '{value}'. {reason}.", "invalid")
