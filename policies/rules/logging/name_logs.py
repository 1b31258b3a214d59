"""LF-LOG-004: networks log which names are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.settings import is_true
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import Unknown, read


def check(resource: Resource, world: World) -> Iterator[Message]:
    names, any_network = world.remembered(_logged)
    own = resource.values.get("name")
    if any_network or resource in names or (isinstance(own, str) and own in names):
        return
    yield Message("", "no google_dns_policy logs the names that machines of this network ask for")


def _logged(world: World) -> tuple[frozenset[Resource | str], bool]:
    """(networks and names of networks whose policy logs, whether a network can't be told)."""
    found: set[Resource | str] = set()
    unknown = False
    for policy in world.of("google_dns_policy"):
        if not is_true(policy.values.get("enable_logging")):
            continue
        for _path, value in read(policy.values, ("networks", "network_url")):
            network = world.referred(value, "google_compute_network", policy)
            if network is not None:
                found.add(network)
            elif isinstance(value, str):
                found.add(value.rsplit("/", 1)[-1])
            else:
                unknown = unknown or isinstance(value, Unknown)
    return frozenset(found), unknown


RULE = Rule(
    id="LF-LOG-004",
    name="name_logs",
    title="Ensure networks log which names are asked for",
    why="Data leaves by way of names: the log shows which host a machine looked for before it sent something.",
    mend=Mend(
        landfast="Use the network stack.",
        terraform="Add a google_dns_policy with enable_logging = true and the network.",
    ),
    articles=("32(1)(d)", "33(3)"),
    severity="low",
    check=check,
    types=frozenset({"google_compute_network"}),
)
