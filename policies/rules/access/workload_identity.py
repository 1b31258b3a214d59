"""LF-ACC-012: workloads of a cluster have identities of their own."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.facts.settings import Setting, is_one_of, is_present, is_true, judge_settings
from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.values import first

_TEXT = "every workload acts as the account of its node"
SETTINGS = {
    "google_container_cluster": (Setting.needed("workload_identity_config.workload_pool", is_present, _TEXT),),
    "google_container_node_pool": (
        Setting("node_config.workload_metadata_config.mode", is_one_of("GKE_METADATA"), _TEXT),
    ),
}


def check(resource: Resource, _world: World) -> Iterator[Message]:
    # Autopilot clusters always have it.
    if not is_true(first(resource.values, "enable_autopilot")):
        yield from judge_settings(resource, SETTINGS)


RULE = Rule(
    id="LF-ACC-012",
    name="workload_identity",
    title="Ensure each workload of a cluster has an identity of its own",
    why="If all share the node's account, one workload that is taken over has the access of all.",
    mend=Mend(
        landfast="Use the cluster and namespace identity modules.",
        terraform='Set workload_identity_config.workload_pool = "PROJECT.svc.id.goog", and mode GKE_METADATA on '
        "node pools.",
    ),
    articles=("32(1)(b)", "25(1)"),
    severity="medium",
    check=check,
    types=frozenset(SETTINGS),
)
