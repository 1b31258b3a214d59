"""Autopilot: what the provider knows of such a cluster when it plans, and what it leaves to Google.

Read in google/services/container/resource_container_cluster.go of the provider (2026-08-21).
"""

from __future__ import annotations

from typing import Any

from landfast.provider.tree import Block, ResourceType
from landfast.provider.values import Object
from landfast.rehearsal.doors.terraform.values import UNKNOWN

CLUSTER = "google_container_cluster"
# Every new Autopilot cluster has these.
KNOWN = {"enable_intranode_visibility": True, "networking_mode": "VPC_NATIVE"}
# The function that finds no difference in a cluster's arguments while it is Autopilot's; so the facts call it.
LEFT = "schema.SchemaDiffSuppressFunc(inline@services/container/resource_container_cluster.go:140)"
# Its one exception.
SENT = ("dns_config", "dns_config.additive_vpc_scope_dns_domain")


def plan_autopilot(type_: ResourceType, planned: Object, prior: Object | None) -> None:
    """Changes the plan of a cluster in place."""
    if type_.name != CLUSTER or planned.get("enable_autopilot") is not True:
        return
    _leave(type_.block, planned, prior)
    if prior is None or not prior.get("enable_autopilot"):
        planned |= KNOWN


def _leave(block: Block, planned: Object, prior: Object | None) -> None:
    before = prior or {}
    for name, attribute in block.attributes.items():
        if attribute.facts.get("diff_suppress") == LEFT and attribute.path not in SENT:
            planned[name] = before.get(name)
    for name, nested in block.blocks.items():
        if nested.facts.get("diff_suppress") == LEFT and nested.path not in SENT:
            planned[name] = before.get(name) or []
            continue
        held = before.get(name) or []
        for place, inner in enumerate(_blocks(planned.get(name))):
            _leave(nested.block, inner, held[place] if place < len(held) else None)


def _blocks(value: Any) -> list[Any]:
    return [] if value is UNKNOWN or not isinstance(value, list) else [item for item in value if isinstance(item, dict)]
