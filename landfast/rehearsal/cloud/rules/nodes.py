"""Nodes of Kubernetes Engine: labels of Kubernetes, and the metadata server that needs identities of workloads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from landfast.rehearsal.cloud.blocks import blocks, first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

CLUSTER, POOL = "google_container_cluster", "google_container_node_pool"
PATHS = (("node_config",), ("node_pool", "node_config"))
# https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
NAME = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
KEY = re.compile(rf"(?:[a-z0-9](?:[-a-z0-9.]{{0,251}}[a-z0-9])?/)?{NAME}")
VALUE = re.compile(rf"(?:{NAME})?")


def check(call: Call, store: Store) -> None:
    if not call.writes or call.type not in (CLUSTER, POOL):
        return
    _check_upgrades(call, store)
    for node in _nodes(call):
        for key, value in (node.get("labels") or {}).items():
            if not KEY.fullmatch(str(key)) or not VALUE.fullmatch(str(value)):
                raise bad_request(f"Invalid field 'node_config.labels': '{key}={value}' is no label of Kubernetes.")
        mode = first(node.get("workload_metadata_config")).get("mode")
        if mode == "GKE_METADATA" and not _has_identities(call, store):
            raise bad_request(
                "Workload metadata mode GKE_METADATA needs workload identity to be enabled on the cluster "
                "(workload_identity_config.workload_pool)."
            )


def _check_upgrades(call: Call, store: Store) -> None:
    """https://cloud.google.com/kubernetes-engine/docs/concepts/release-channels: nodes follow the cluster."""
    channel = str(first(_cluster(call, store).get("release_channel")).get("channel") or "")
    pools = blocks(call.fields, "node_pool") if call.type == CLUSTER else [call.fields]
    for pool in pools if channel not in ("", "UNSPECIFIED") else ():
        if any(block.get("auto_upgrade") is False for block in blocks(pool, "management")):
            raise bad_request(f"Auto_upgrade must be true when release_channel {channel} is set.")


def _cluster(call: Call, store: Store) -> Any:
    """The fields of the cluster that is called, or that the called pool is of."""
    standing = store.get(CLUSTER, call.name.partition("/nodePools/")[0]) if call.type == POOL else None
    return call.fields if call.type == CLUSTER else standing.fields if standing is not None else {}


def _nodes(call: Call) -> Iterator[Any]:
    for path in PATHS:
        yield from blocks(call.fields, *path)


def _has_identities(call: Call, store: Store) -> bool:
    """https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity: Autopilot has it always."""
    cluster = _cluster(call, store)
    pool = first(cluster.get("workload_identity_config")).get("workload_pool")
    return bool(pool or cluster.get("enable_autopilot"))
