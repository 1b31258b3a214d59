"""What a resource is part of, or points at, must stand: 404, with the id that was not found."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from landfast.provider.facts import facts, known_types
from landfast.rehearsal.cloud.call import Request
from landfast.rehearsal.cloud.iam import target
from landfast.rehearsal.cloud.refusal import Refusal, not_found

# Made by the cloud with the project or with the parent, so never in the store.
ALWAYS_THERE = frozenset(("default", "(default)", "_Default", "_Required", "default_collection", "-", "global"))
PLACES = ("locations", "regions", "zones")
# Chains of collections that ids in the facts hide behind a variable (`{{key_ring}}/cryptoKeys/{{name}}`).
HIDDEN_CHAINS = frozenset(
    (
        ("projects", "locations", "keyRings", "cryptoKeys"),
        ("projects", "locations", "taxonomies"),
        ("projects", "secrets", "versions"),
    )
)
# (type prefix, attribute, type it names): attributes that hold a name or a path.
REFERENCES = (
    ("google_storage_", "bucket", "google_storage_bucket"),
    ("google_pubsub_subscription", "topic", "google_pubsub_topic"),
    ("google_bigquery_table", "dataset_id", "google_bigquery_dataset"),
    ("google_kms_", "key_ring", "google_kms_key_ring"),
    ("google_kms_", "crypto_key", "google_kms_crypto_key"),
    ("google_data_catalog_policy_tag", "taxonomy", "google_data_catalog_taxonomy"),
    ("google_secret_manager_secret_version", "secret", "google_secret_manager_secret"),
    ("google_secret_manager_regional_secret_version", "secret", "google_secret_manager_regional_secret"),
    ("google_compute_subnetwork", "network", "google_compute_network"),
    ("google_compute_router", "network", "google_compute_network"),
    ("google_compute_firewall", "network", "google_compute_network"),
    ("google_compute_route", "network", "google_compute_network"),
    ("google_compute_network_firewall_policy_association", "attachment_target", "google_compute_network"),
    ("google_container_cluster", "network", "google_compute_network"),
    ("google_container_cluster", "subnetwork", "google_compute_subnetwork"),
    ("google_container_node_pool", "cluster", "google_container_cluster"),
    ("google_gke_backup_backup_plan", "cluster", "google_container_cluster"),
    ("google_service_networking_connection", "network", "google_compute_network"),
    ("google_sql_", "instance", "google_sql_database_instance"),
    ("google_cloudbuildv2_repository", "parent_connection", "google_cloudbuildv2_connection"),
    ("google_vertex_ai_feature_group_feature", "feature_group", "google_vertex_ai_feature_group"),
    (
        "google_vertex_ai_feature_online_store_featureview",
        "feature_online_store",
        "google_vertex_ai_feature_online_store",
    ),
    ("google_service_account_key", "service_account_id", "google_service_account"),
)


def check(request: Request) -> None:
    if request.operation == "delete":
        return
    if request.type.facts.iam_kind:
        _check_iam_parent(request)
        return
    _check_path(request)
    for prefix, attribute, type_name in REFERENCES:
        if request.type.name.startswith(prefix) and request.text(attribute):
            _check_reference(request, request.text(attribute), type_name)


def _check_path(request: Request) -> None:
    """The resource above in the id: `projects/p/locations/r/featureGroups/g` of one of its features."""
    parts = request.id.split("/")
    parent = parts[:-2]
    if len(parts) % 2 or len(parent) < 4 or parent[-2] in PLACES or parent[-1] in ALWAYS_THERE:
        return
    if tuple(parent[::2]) in _chains() and not _stands_by_id(request, "/".join(parent)):
        raise _missing("/".join(parent))


def _check_iam_parent(request: Request) -> None:
    parent = request.type.facts.iam_parent
    wanted = target(request.type.name, request.values)
    if not facts(parent).known or parent in ("google_project", "google_folder") or not wanted:
        return
    if wanted.rsplit("/", 1)[-1] not in ALWAYS_THERE and not _stands(request, wanted, parent):
        raise _missing(wanted)


def _check_reference(request: Request, name: str, type_name: str) -> None:
    if name.rsplit("/", 1)[-1] not in ALWAYS_THERE and not _stands(request, name, type_name):
        raise _missing(name)


def _stands(request: Request, name: str, type_name: str) -> bool:
    """A resource by its id, or by a name or link that its id ends with."""
    if request.find(type_name, name) is not None:
        return True
    last = name.rsplit("/", 1)[-1]
    return any(
        resource.id.rsplit("/", 1)[-1] == last
        and (resource.project == request.project or "/" in name or type_name == "google_storage_bucket")
        for resource in request.store.list(type_name)
    )


def _stands_by_id(request: Request, id_: str) -> bool:
    if request.store.any(id_):
        return True
    parts = id_.split("/")
    # The same path by the project's id, where this one has its number.
    return parts[0] == "projects" and request.store.any("/".join(["projects", request.project, *parts[2:]]))


def _missing(name: str) -> Refusal:
    return not_found(f"Resource '{name}' was not found")


@lru_cache(maxsize=1)
def _chains() -> frozenset[tuple[str, ...]]:
    """Collections of every id that is a path, as the facts write them."""
    return HIDDEN_CHAINS | frozenset(_formats())


def _formats() -> Iterator[tuple[Any, ...]]:
    for name in known_types():
        known = facts(name)
        parts = known.id_format.split("/")
        if not known.iam_kind and parts[0] == "projects" and len(parts) % 2 == 0:
            chain = tuple(parts[::2])
            if not any("{" in part for part in chain):
                yield chain
