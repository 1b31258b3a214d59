"""Organizations: those that something here is in, and those that are said to stand."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.kinds.project import FOLDER, PROJECT
from landfast.rehearsal.cloud.store import GIVEN_ORGANIZATION, Store
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Collection
from landfast.rehearsal.doors.wire.services.resource_manager.common import allow, denied, listed


def organizations(store: Store) -> list[str]:
    """By their names."""
    found = {item.name for item in store.list(GIVEN_ORGANIZATION)}
    found |= {f"organizations/{item.fields['org_id']}" for item in store.list(PROJECT) if item.fields.get("org_id")}
    parents = (str(item.fields.get("parent") or "") for item in store.list(FOLDER))
    return sorted(found.union(name for name in parents if name.startswith("organizations/")))


def organization(name: str) -> Object:
    short = name.removeprefix("organizations/")
    return {
        "name": name, "displayName": f"{short}.example", "state": "ACTIVE", "directoryCustomerId": f"C{short[:8]}",
    }  # fmt: skip


def _get_organization(asked: Asked) -> Object:
    if asked.path not in organizations(asked.store):
        raise denied("resourcemanager.organizations.get", asked.path)
    allow(asked, "resourcemanager.organizations.get", ORGANIZATIONS.kind, asked.path)
    return organization(asked.path)


def _search_organizations(asked: Asked) -> Object:
    return listed(asked, "organizations", [organization(name) for name in organizations(asked.store)])


ORGANIZATIONS = Collection("organizations", "google_organization")
HANDLERS = {"organizations.get": _get_organization, "organizations.search": _search_organizations}
