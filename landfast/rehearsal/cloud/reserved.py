"""Names that stay taken for a while after what had them was deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from landfast.rehearsal.cloud.store import Store, StoredResource

# Rows of such names in the store; not a kind, nothing that stands.
RESERVED = "reserved_name"


def reserve(store: Store, gone: StoredResource, days: int) -> None:
    """Notes that the name of a deleted resource can't be had yet."""
    until = datetime.now(UTC) + timedelta(days=days)
    store.put(StoredResource(RESERVED, _key(gone.type, gone.name), gone.project, {"until": until.isoformat()}))


def is_reserved(store: Store, type_: str, name: str) -> bool:
    """Whether the name is that of a resource that was deleted too recently."""
    found = store.get(RESERVED, _key(type_, name))
    return found is not None and datetime.fromisoformat(found.fields["until"]) > datetime.now(UTC)


def reserved(store: Store, type_: str, project: str) -> bool:
    """Whether any resource of a type was deleted too recently in a project."""
    now = datetime.now(UTC)
    return any(
        item.name.startswith(_key(type_, "")) and datetime.fromisoformat(item.fields["until"]) > now
        for item in store.list(RESERVED, project)
    )


def _key(type_: str, name: str) -> str:
    return f"{type_} {name}"
