"""LF-ACC-008: nothing is open to the whole internet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from landfast.policies.facts.ranges import is_wide
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Unknown, first, read, shown

_RULE_SETS = ("google_compute_network_firewall_policy_with_rules", "google_compute_firewall_policy_with_rules",
              "google_compute_region_network_firewall_policy_with_rules")  # fmt: skip
_SINGLE = ("google_compute_network_firewall_policy_rule", "google_compute_firewall_policy_rule",
           "google_compute_region_network_firewall_policy_rule")  # fmt: skip
# Sources beside the ranges: a packet has to be from one of them all, so that none narrows another.
_BESIDE = ("src_fqdns", "src_region_codes", "src_address_groups", "src_secure_tags", "src_threat_intelligences")
# What a packet has to be from, too, unless that is the internet itself.
_NARROW = ("src_networks", "src_network_scope", "src_network_type", "src_network_context")

_NOTHING = (Missing.VALUE, Missing.BLOCK, "", "INTERNET")


def check(resource: Resource, _world: World) -> Iterator[Message]:
    if resource.type == "google_compute_firewall":
        yield from _firewall(resource.values)
    elif resource.type in _SINGLE:
        yield from _policy_rule(resource.values, "")
    else:
        for path, rule in read(resource.values, ("rule",)):
            if isinstance(rule, Unknown):
                yield unknown_message(path, rule, "who may come in")
            elif isinstance(rule, Mapping):
                yield from _policy_rule(rule, f"{path}.")


def _firewall(values: Mapping[str, Any]) -> Iterator[Message]:
    if values.get("disabled") is True or values.get("direction") == "EGRESS" or not values.get("allow"):
        return
    named = any(values.get(name) for name in ("source_tags", "source_service_accounts"))
    # Ranges and tags are a union: who has the tag may come in too, and who is in the range without it.
    yield from _sources(read(values, ("source_ranges",)), named=named, narrowed=False)


def _policy_rule(values: Mapping[str, Any], prefix: str) -> Iterator[Message]:
    if values.get("disabled") is True or values.get("direction") == "EGRESS" or values.get("action") == "deny":
        return
    by, beside = _said(values, _NARROW), _said(values, _BESIDE)
    unknown = by[0] if by and all(isinstance(value, Unknown) for value in by) else None
    if unknown is not None and is_wide(value for _path, value in read(values, ("match", "src_ip_ranges"))):
        yield unknown_message(f"{prefix}match", unknown, "what narrows who may come in")
    narrowed = bool(by)
    for message in _sources(
        read(values, ("match", "src_ip_ranges")), named=narrowed or bool(beside), narrowed=narrowed
    ):
        yield replace(message, path=f"{prefix}{message.path}")


def _said(values: Mapping[str, Any], names: tuple[str, ...]) -> list[Any]:
    return [value for name in names if (value := first(values, f"match.{name}")) not in _NOTHING]


def _sources(slots: list[tuple[str, Any]], *, named: bool, narrowed: bool) -> Iterator[Message]:
    together = is_wide(value for _path, value in slots) and not any(is_wide([value]) for _path, value in slots)
    if together and not narrowed:
        yield Message(slots[0][0], "is together with the other ranges so wide that the internet may come in")
    for path, value in slots:
        if isinstance(value, Unknown):
            yield unknown_message(path, value, "who may come in")
        elif isinstance(value, Missing):
            if not named:
                yield Message(path, "is not set: the whole internet may come in")
        elif is_wide([value]) and not narrowed:
            whole = "the whole internet" if value.endswith("/0") else "so much of the internet that it names nobody"
            yield Message(path, f"is {shown(value)}: {whole} may come in")


RULE = Rule(
    id="LF-ACC-008",
    name="open_firewall",
    title="Ensure no firewall rule lets the whole internet in",
    why="One open port is what attackers scan for all day: SSH and desktops first.",
    mend=Mend(
        landfast="Use the firewall module: nothing comes in from outside.",
        terraform="Name the ranges that need it; reach machines through Identity-Aware Proxy (35.235.240.0/20).",
    ),
    articles=("32(1)(b)", "25(2)"),
    severity="high",
    check=check,
    types=frozenset({"google_compute_firewall", *_RULE_SETS, *_SINGLE}),
)
