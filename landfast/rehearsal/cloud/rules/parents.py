"""What a resource is part of, or points at, must stand: 404, with the id that was not found."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from landfast.provider.facts import facts, known_types
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds import behaviour
from landfast.rehearsal.cloud.refusal import Refusal, not_found
from landfast.rehearsal.cloud.store import Store

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
# (prefix of the types, field, type it names): fields of families that hold a name or a path.
REFERENCES = (
    ("google_storage_", "bucket", "google_storage_bucket"),
    ("google_kms_", "key_ring", "google_kms_key_ring"),
    ("google_kms_", "crypto_key", "google_kms_crypto_key"),
    ("google_data_catalog_policy_tag", "taxonomy", "google_data_catalog_taxonomy"),
    ("google_compute_router", "network", "google_compute_network"),
    ("google_compute_firewall", "network", "google_compute_network"),
    ("google_compute_route", "network", "google_compute_network"),
    ("google_compute_network_firewall_policy_association", "attachment_target", "google_compute_network"),
    ("google_container_node_pool", "cluster", "google_container_cluster"),
    ("google_gke_backup_backup_plan", "cluster", "google_container_cluster"),
    ("google_sql_", "instance", "google_sql_database_instance"),
)


def check(call: Call, store: Store) -> None:
    if call.verb == "set_iam_policy":
        _check_resource_of_policy(call, store)
    # Grants that Terraform's provider keeps as resources of their own are parts of a policy.
    elif call.writes and not call.kind.facts.iam_kind:
        _check_path(call, store)
        for field, type_name in _references(call.type):
            if call.text(field):
                _check_reference(call, store, call.text(field), type_name)


def _references(type_name: str) -> Iterator[tuple[str, str]]:
    yield from ((field, target) for prefix, field, target in REFERENCES if type_name.startswith(prefix))
    yield from behaviour(type_name).refers.items()


def _check_path(call: Call, store: Store) -> None:
    """The resource above in the id: `projects/p/locations/r/featureGroups/g` of one of its features."""
    parts = call.name.split("/")
    parent = parts[:-2]
    if len(parts) % 2 or len(parent) < 4 or parent[-2] in PLACES or parent[-1] in ALWAYS_THERE:
        return
    if tuple(parent[::2]) in _chains() and not _stands_by_name(call, store, "/".join(parent)):
        raise _missing("/".join(parent))


def _check_resource_of_policy(call: Call, store: Store) -> None:
    if not call.kind.facts.known or call.type in ("google_project", "google_folder") or not call.name:
        return
    _check_reference(call, store, call.name, call.type)


def _check_reference(call: Call, store: Store, name: str, type_name: str) -> None:
    if name.rsplit("/", 1)[-1] not in ALWAYS_THERE and not _stands(call, store, name, type_name):
        raise _missing(name)


def _stands(call: Call, store: Store, name: str, type_name: str) -> bool:
    """A resource by its id, or by a name or link that its id ends with."""
    if store.get(type_name, name) is not None:
        return True
    last = name.rsplit("/", 1)[-1]
    return any(
        resource.name.rsplit("/", 1)[-1] == last
        and (resource.project == call.project or "/" in name or type_name == "google_storage_bucket")
        for resource in store.list(type_name)
    )


def _stands_by_name(call: Call, store: Store, name: str) -> bool:
    if store.any(name):
        return True
    parts = name.split("/")
    # The same path by the project's id, where this one has its number.
    return parts[0] == "projects" and store.any("/".join(["projects", call.project, *parts[2:]]))


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
