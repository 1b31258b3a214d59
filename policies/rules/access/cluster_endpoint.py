"""LF-ACC-010: a cluster's control plane is not on the internet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from landfast.policies.facts.ranges import is_wide
from landfast.policies.facts.settings import is_false, is_true
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import Missing, Slot, Unknown, first, read

_OPEN = "anyone on the internet may knock at the control plane"


_COMPOSER = "google_composer_environment"
_GOOGLES = "master_authorized_networks_config.gcp_public_cidrs_access_enabled"


def check(resource: Resource, _world: World) -> Iterator[Message]:
    if resource.type == _COMPOSER:
        # Without a list of networks its control plane is judged by its address, which is a rule of its own.
        blocks = ("config", "master_authorized_networks_config", "cidr_blocks", "cidr_block")
        yield from _ranges(read(resource.values, blocks))
        return
    values = resource.values
    by_address = first(values, "control_plane_endpoints_config.ip_endpoints_config.enabled")
    private = first(values, "private_cluster_config.enable_private_endpoint")
    if is_false(by_address) or is_true(private):
        return
    untold = next((value for value in (private, by_address) if isinstance(value, Unknown)), None)
    if untold is not None:
        yield unknown_message("private_cluster_config", untold, "whether the control plane is private")
        return
    ranges = read(values, ("master_authorized_networks_config", "cidr_blocks", "cidr_block"))
    if any(isinstance(value, Missing) and value is Missing.BLOCK for _path, value in ranges):
        if isinstance(first(values, "master_authorized_networks_config"), Missing):
            yield Message("master_authorized_networks_config", f"is not set: {_OPEN}")
    else:
        yield from _ranges(ranges)
    googles = first(values, _GOOGLES)
    if isinstance(googles, Unknown):
        yield unknown_message(_GOOGLES, googles, "who may knock at the control plane")
    elif is_true(googles):
        yield Message(_GOOGLES, "is true: whoever has a machine in Google Cloud may knock at the control plane")


def _ranges(ranges: Iterable[Slot]) -> Iterator[Message]:
    for path, value in ranges:
        if isinstance(value, Unknown):
            yield unknown_message(path, value, "who may knock at the control plane")
        elif is_wide([value]):
            yield Message(path, _OPEN)


RULE = Rule(
    id="LF-ACC-010",
    name="cluster_endpoint",
    title="Ensure a cluster's control plane is not open to the internet",
    why="Who reaches the control plane needs one flaw or one leaked token to run anything on the data.",
    mend=Mend(
        landfast="Use the cluster module: it is reached by its DNS name, and IAM decides.",
        terraform="Set ip_endpoints_config.enabled = false, enable_private_endpoint = true, or "
        "master_authorized_networks_config.",
    ),
    articles=("32(1)(b)", "25(2)"),
    severity="high",
    check=check,
    types=frozenset({"google_container_cluster", _COMPOSER}),
)
