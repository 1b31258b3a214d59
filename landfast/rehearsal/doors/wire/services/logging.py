"""Logging: where logs are kept, of a project and of what is made in a folder."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.late import is_late
from landfast.rehearsal.cloud.unmanaged import LOG_BUCKET
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Service


def _settings(asked: Asked) -> Object:
    name = f"{asked.path}/settings"
    found = asked.store.get("google_logging_folder_settings", name)
    heard = found is not None and not is_late(asked.store, found.name)
    return {"name": name, **({"storageLocation": found.fields["storage_location"]} if found and heard else {})}


def _buckets(asked: Asked) -> Object:
    return {"buckets": [{"name": item.name} for item in asked.store.list(LOG_BUCKET, asked.project)]}


SERVICE = Service(
    "logging.v2", handlers={"folders.getSettings": _settings, "projects.locations.buckets.list": _buckets}
)
