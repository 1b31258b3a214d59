"""Names that stay taken for a while after what had them was deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from landfast.rehearsal.cloud.store import Store, StoredResource

# Rows of such names in the store; not a Terraform type, nothing that stands.
RESERVED = "reserved_name"
# https://cloud.google.com/sql/docs/postgres/delete-instance
# https://cloud.google.com/iam/docs/manage-workload-identity-pools-providers#delete-pool
DAYS: Mapping[str, int] = {
    "google_iam_workload_identity_pool": 30,
    "google_iam_workload_identity_pool_provider": 30,
    "google_sql_database_instance": 7,
}


def reserve(store: Store, gone: StoredResource) -> None:
    """Notes that the name of a deleted resource can't be had yet; nothing for a type whose names are free at once."""
    days = DAYS.get(gone.type)
    if days is not None:
        until = datetime.now(UTC) + timedelta(days=days)
        store.put(StoredResource(RESERVED, _key(gone.type, gone.id), gone.project, {"until": until.isoformat()}))


def is_reserved(store: Store, type_name: str, id_: str) -> bool:
    """Whether the name is that of a resource that was deleted too recently."""
    found = store.get(RESERVED, _key(type_name, id_))
    return found is not None and datetime.fromisoformat(found.body["until"]) > datetime.now(UTC)


def _key(type_name: str, id_: str) -> str:
    return f"{type_name} {id_}"
