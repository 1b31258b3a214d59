"""Attributes that only the provider has: it keeps them in its state, and the API never sees them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from landfast.provider.facts import facts
from landfast.provider.tree import Block, resource_type

# Labels and annotations as the provider counts them, its id, its patience.
EVERYWHERE = frozenset(("id", "timeouts", "terraform_labels", "effective_labels", "effective_annotations"))
# What the facts list beside deletion policies, and is a field of the API, or a parameter of its create call.
OF_THE_API: Mapping[str, tuple[str, ...]] = {
    "deletion_protection": (
        "google_bigtable_authorized_view",
        "google_bigtable_logical_view",
        "google_bigtable_materialized_view",
        "google_bigtable_table",
        "google_compute_instance",
        "google_compute_instance_from_template",
        "google_dataproc_metastore_service",
    ),
    "enable_deletion_protection": ("google_workbench_instance",),
    "deletion_protection_enabled": ("google_filestore_instance", "google_memorystore_instance", "google_redis_cluster"),
    "deletion_protection_reason": ("google_filestore_instance",),
    "destroy_scheduled_duration": ("google_kms_crypto_key",),
    "skip_initial_version_creation": ("google_kms_crypto_key",),
}


@lru_cache(maxsize=2048)
def virtual_attributes(type_: str) -> frozenset[str]:
    """Names of a resource type's attributes and blocks that are the provider's own."""
    kept = (name for name in facts(type_).deletion if type_ not in OF_THE_API.get(name, ()))
    return EVERYWHERE.union(kept)


@lru_cache(maxsize=512)
def api_block(type_: str) -> Block:
    """What the API knows of a resource type. Raises UnknownTypeError."""
    whole, virtual = resource_type(type_).block, virtual_attributes(type_)
    return Block(
        {name: attribute for name, attribute in whole.attributes.items() if name not in virtual},
        {name: nested for name, nested in whole.blocks.items() if name not in virtual},
    )
