"""What was changed, and is not heard of everywhere yet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from landfast.rehearsal.cloud.store import Store, StoredResource

# Rows of policies and settings that do not hold yet; not a kind, nothing that stands.
LATE = "late"


def be_late(store: Store, name: str, seconds: float) -> None:
    """What was set by that name holds only after a while."""
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    store.put(StoredResource(LATE, name, "", {"until": until.isoformat()}))


def is_late(store: Store, name: str) -> bool:
    found = store.get(LATE, name)
    return found is not None and datetime.fromisoformat(found.fields["until"]) > datetime.now(UTC)
