"""LF-LOG-003: subnets log their flows."""

from __future__ import annotations

from collections.abc import Iterator

from policies.model import Mend, Message, Resource, Rule, World
from policies.settings import Setting, is_block, judge_settings
from policies.values import first

# Subnets for load balancers and endpoints have no flow logs.
_WITH_LOGS = ("PRIVATE", "")
_SETTINGS = {
    "google_compute_subnetwork": (
        Setting("log_config", is_block, "", "is not set: nobody can tell what data went where"),
    )
}


def check(resource: Resource, _world: World) -> Iterator[Message]:
    purpose = first(resource.values, "purpose")
    if not isinstance(purpose, str) or purpose in _WITH_LOGS:
        yield from judge_settings(resource, _SETTINGS)


RULE = Rule(
    id="LF-LOG-003",
    name="flow_logs",
    title="Ensure subnets log their flows",
    why="After a breach they tell which machine sent how much to whom.",
    mend=Mend(
        landfast="Use the network stack.",
        terraform="Add log_config to the subnetwork.",
    ),
    articles=("32(1)(d)", "33(3)"),
    severity="low",
    check=check,
    types=frozenset(_SETTINGS),
)
