"""Which collections of the other APIs Asset Inventory lists, and what it calls what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from landfast.provider.assets import asset_type, full_name
from landfast.provider.values import Object
from landfast.rehearsal.cloud.documents import ApiDocument, document
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection, Service
from landfast.rehearsal.doors.wire.policies import Holder, has_policy
from landfast.rehearsal.doors.wire.translate import schema_of

# What the store keeps as rows, and the inventory lists.
ROWS = (
    "backups", "batchPredictionJobs", "customJobs", "hyperparameterTuningJobs", "jobs", "key_version", "metadataStores",
    "pipelineJobs", "trainingPipelines",
)  # fmt: skip
PROJECT, ACCOUNT = "google_project", "google_service_account"


# Compared by identity, as what it holds.
@dataclass(frozen=True, slots=True, eq=False)
class AssetSource:
    """One collection whose resources are assets of one type."""

    service: Service
    collection: Collection
    type: str

    @property
    def document(self) -> ApiDocument:
        return document(self.service.document)

    @property
    def message(self) -> str:
        return self.type.rpartition("/")[2]

    @property
    def has_policy(self) -> bool:
        return not self.collection.is_row and has_policy(self.collection.kind)

    def holder(self, store: Store, item: StoredResource) -> Holder:
        return Holder(store, item.type, item.name, item.project)

    def content(self, asked: Asked, item: StoredResource) -> Object:
        """As its own API answers with it."""
        return content_of(replace(asked, service=self.service), item, self.collection)

    def name_of(self, item: StoredResource) -> str:
        """Its full name: projects by their numbers, service accounts by their unique ids."""
        path = item.name
        if item.type == PROJECT:
            path = f"projects/{project_number(item.project)}"
        elif item.type == ACCOUNT and item.fields.get("unique_id"):
            path = f"{path.rpartition('/')[0]}/{item.fields['unique_id']}"
        return full_name(self.service.api, path)


@cache
def sources() -> Sequence[AssetSource]:
    """In the order of their kinds; where two versions of an API have a kind, the first."""
    from landfast.rehearsal.doors.wire.services import SERVICES

    found: dict[str, AssetSource] = {}
    for service in SERVICES:
        for collection in service.collections:
            type_ = _type(service, collection)
            if type_:
                found.setdefault(collection.kind, AssetSource(service, collection, type_))
    return [found[kind] for kind in sorted(found)]


def _type(service: Service, collection: Collection) -> str:
    if not collection.is_row:
        return asset_type(collection.kind)
    if collection.kind not in ROWS:
        return ""
    package = "".join(part.capitalize() for part in service.package.split("."))
    return f"{service.api}/{schema_of(service, collection).removeprefix(package)}"
