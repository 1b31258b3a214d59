"""What stands in Google Cloud: listed, so that what an interrupted run made is found; a deleted project restored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from landfast.google.api import GoogleApi
from landfast.provider.recognition import SERVER

MANAGER = "https://cloudresourcemanager.googleapis.com/v3"
DELETED = "DELETE_REQUESTED"
CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def search(api: GoogleApi, kind: str, collection_url: str) -> Sequence[Mapping[str, Any]]:
    """The resources in a collection, their fields by the provider's names. Raises: UserError."""
    key = collection_url.partition("?")[0].rsplit("/", 1)[-1]
    return [_fields(kind, item) for item in api.pages(collection_url, key)]


def restore(api: GoogleApi, kind: str, import_id: str) -> None:
    """Restores a project that was deleted less than 30 days ago, and before it the folder that it is in; touches
    nothing else. Raises: UserError.

    https://cloud.google.com/resource-manager/reference/rest/v3/projects/undelete and .../v3/folders/undelete
    """
    if kind != "google_project":
        return
    project = f"{MANAGER}/projects/{import_id.rsplit('/', 1)[-1]}"
    found = api.get(project)
    if found is None or found.get("state") != DELETED:
        return
    folder = f"{MANAGER}/{found.get('parent')}"
    if str(found.get("parent")).startswith("folders/") and (api.get(folder) or {}).get("state") == DELETED:
        api.post(f"{folder}:undelete")
    api.post(f"{project}:undelete")


def _fields(kind: str, item: Mapping[str, Any]) -> dict[str, Any]:
    fields = {CAPITAL.sub("_", name).lower(): value for name, value in item.items()}
    # A build trigger's name is the one that it was given; Google's own stands beside it.
    fields[SERVER] = str(item.get("resourceName") or item.get("name") or "")
    if kind == "google_monitoring_dashboard":
        fields["dashboard_json"] = json.dumps(item)
    return fields
