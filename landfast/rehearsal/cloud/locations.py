"""Places of resources: which locations a resource names."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import blocks

# Types for which `global` is a place of data, and not only the scope of a name.
GLOBAL_IS_A_PLACE = ("google_kms_key_ring", "google_logging_project_bucket_config", "google_secret_manager_secret")


def places(type_name: str, values: Object) -> Iterator[str]:
    """The locations in which a resource would hold data."""
    for name in ("location", "location_id", "region", "zone"):
        value = values.get(name)
        if isinstance(value, str) and value:
            yield value.rsplit("/", 1)[-1]
    yield from _inner_places(type_name, values)


def _inner_places(type_name: str, values: Object) -> Iterator[str]:
    """Locations in nested blocks, where a type has no location of its own."""
    if type_name.startswith("google_data_loss_prevention_"):
        _above, named, place = str(values.get("parent") or "").partition("/locations/")
        yield from [place] if named and place else []
    if type_name == "google_pubsub_topic":
        for policy in blocks(values, "message_storage_policy"):
            yield from policy.get("allowed_persistence_regions") or []
    if type_name == "google_secret_manager_secret":
        yield from (replica["location"] for replica in blocks(values, "replication", "user_managed", "replicas"))
        # `auto {}` is a block with nothing in it.
        yield from ("global" for _ in blocks(values, "replication", "auto"))
