"""LF-ACC-026: Google's APIs are reached without the internet."""

from __future__ import annotations

from collections.abc import Iterator

from policies.model import Mend, Message, Resource, Rule, World
from policies.settings import Setting, is_true, judge_settings
from policies.values import first

# Subnets for load balancers and endpoints hold no machines.
_FOR_MACHINES = ("PRIVATE", "")
_SETTINGS = {
    "google_compute_subnetwork": (
        Setting.needed("private_ip_google_access", is_true, "machines need the internet to reach Google's APIs"),
    )
}


def check(resource: Resource, _world: World) -> Iterator[Message]:
    purpose = first(resource.values, "purpose")
    if not isinstance(purpose, str) or purpose in _FOR_MACHINES:
        yield from judge_settings(resource, _SETTINGS)


RULE = Rule(
    id="LF-ACC-026",
    name="private_access",
    title="Ensure Google's APIs are reached without the internet",
    why="Otherwise machines that need storage or BigQuery get a way to the whole internet.",
    mend=Mend(
        landfast="Use the network stack.",
        terraform="Set private_ip_google_access = true.",
    ),
    articles=("32(1)(b)", "25(2)"),
    severity="medium",
    check=check,
    types=frozenset(_SETTINGS),
)
