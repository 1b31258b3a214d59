"""Data Catalog: taxonomies and their policy tags."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection, Service

TAXONOMIES, TAG = "projects.locations.taxonomies", "google_data_catalog_policy_tag"


def _tag(asked: Asked) -> Object:
    """With those below it: https://cloud.google.com/data-catalog/docs/reference/rest/v1/
    projects.locations.taxonomies.policyTags"""
    found = asked.standing()
    below = [item.name for item in asked.store.list(TAG, asked.project) if _parent(item.fields) == found.name]
    return {**content_of(asked, found), **({"childPolicyTags": below} if below else {})}


def _parent(fields: Object) -> str:
    return str(fields.get("parent_policy_tag") or "")


SERVICE = Service(
    "datacatalog.v1",
    (
        Collection(TAXONOMIES, "google_data_catalog_taxonomy", server_names=True),
        Collection(f"{TAXONOMIES}.policyTags", TAG, server_names=True),
    ),
    handlers={f"{TAXONOMIES}.policyTags.get": _tag},
    package="google.cloud.datacatalog.v1",
)
