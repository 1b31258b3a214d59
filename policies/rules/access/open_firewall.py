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


# (type, attribute of its ranges): single rules of other firewalls, that allow by `action`.
_OTHERS = {
    "google_app_engine_firewall_rule": "source_range",
    "google_compute_organization_security_policy_rule": "match.config.src_ip_ranges",
    "google_vmwareengine_external_access_rule": "source_ip_ranges.ip_address_range",
}
_LEVEL = "google_access_context_manager_access_level"
# What else somebody has to be or have, beside an address of a range.
_BESIDE_RANGES = ("members", "regions", "required_access_levels", "device_policy", "vpc_network_sources")
_PERIMETERS = {
    "google_access_context_manager_service_perimeter": ("status.ingress_policies", "spec.ingress_policies"),
    "google_access_context_manager_service_perimeters": (
        "service_perimeters.status.ingress_policies",
        "service_perimeters.spec.ingress_policies",
    ),
    "google_access_context_manager_service_perimeter_ingress_policy": ("",),
    "google_access_context_manager_service_perimeter_dry_run_ingress_policy": ("",),
}
_SOURCES = ("ingress_from", "sources", "access_level")
_ANYBODY = ("ANY_IDENTITY", "ANY_USER_ACCOUNT", "ANY_SERVICE_ACCOUNT")


def check(resource: Resource, _world: World) -> Iterator[Message]:
    if resource.type == "google_compute_firewall":
        yield from _firewall(resource.values)
    elif resource.type in _OTHERS:
        yield from _other(resource.values, _OTHERS[resource.type])
    elif resource.type == _LEVEL:
        yield from _level(resource.values)
    elif resource.type in _PERIMETERS:
        for block in _PERIMETERS[resource.type]:
            yield from _perimeter(resource.values, block)
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


def _other(values: Mapping[str, Any], ranges: str) -> Iterator[Message]:
    action = values.get("action")
    if (isinstance(action, str) and action.lower() != "allow") or values.get("direction") == "EGRESS":
        return
    found = [(path, "0.0.0.0/0" if value == "*" else value) for path, value in read(values, tuple(ranges.split(".")))]
    yield from _sources(found, named=True, narrowed=False)


def _level(values: Mapping[str, Any]) -> Iterator[Message]:
    """An access level that everybody has opens what asks for it: each condition wants all that it says."""
    for path, condition in read(values, ("basic", "conditions")):
        if isinstance(condition, Mapping) and condition.get("negate") is not True:
            narrowed = any(condition.get(name) for name in _BESIDE_RANGES)
            for message in _sources(read(condition, ("ip_subnetworks",)), named=True, narrowed=narrowed):
                yield replace(message, path=f"{path}.{message.path}")


def _perimeter(values: Mapping[str, Any], block: str) -> Iterator[Message]:
    policies = read(values, tuple(block.split("."))) if block else [("", values)]
    for path, policy in policies:
        if not isinstance(policy, Mapping):
            continue
        where = f"{path}.ingress_from" if path else "ingress_from"
        who, sources = first(policy, "ingress_from.identity_type"), read(policy, _SOURCES)
        anywhere = next((value for _path, value in sources if value == "*" or _is_untold(value)), None)
        if anywhere is None or not (who in _ANYBODY or isinstance(who, Unknown)):
            continue
        untold = next((value for value in (who, anywhere) if isinstance(value, Unknown)), None)
        if untold is not None:
            yield unknown_message(f"{where}.identity_type", untold, "who may come in")
        else:
            yield Message(f"{where}.identity_type", f"is {shown(who)}, from anywhere: the perimeter lets everybody in")


def _is_untold(level: Any) -> bool:
    """Whether a source may be `*`: the name of a level that is made here is not."""
    if not isinstance(level, Unknown) or level.text:
        return False
    return not any("google_access_context_manager_access_level" in name for name in level.references)


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
    types=frozenset({"google_compute_firewall", *_RULE_SETS, *_SINGLE, *_OTHERS, *_PERIMETERS, _LEVEL}),
)
