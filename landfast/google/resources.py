"""What stands in Google Cloud: listed, so that what an interrupted run made is found; a deleted project restored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from landfast.core.errors import UserError
from landfast.google.api import GoogleApi, GoogleRefusalError
from landfast.provider.recognition import SERVER

MANAGER = "https://cloudresourcemanager.googleapis.com/v3"
KMS = "https://cloudkms.googleapis.com/v1"
DELETED = "DELETE_REQUESTED"
DENIED = 403
CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


class NotRestoredError(UserError):
    """Whoever asks may not restore the project, says Google in these words; `said`."""

    def __init__(self, project: str, said: str) -> None:
        self.said = said
        super().__init__(f"{project}: may not be restored: {said}: ask for the permission that it names")


def search(api: GoogleApi, kind: str, collection_url: str) -> Sequence[Mapping[str, Any]]:
    """The resources in a collection, their fields by the provider's names. Raises: UserError."""
    key = collection_url.partition("?")[0].rsplit("/", 1)[-1]
    return [_fields(kind, item) for item in api.pages(collection_url, key)]


def restore(api: GoogleApi, kind: str, import_id: str) -> None:
    """Restores a project that was deleted less than 30 days ago, and before it the folder that it is in; a key whose
    versions are scheduled for destruction; touches nothing else. Raises: UserError."""
    if kind == "google_project":
        _restore_project(api, f"{MANAGER}/projects/{import_id.rsplit('/', 1)[-1]}")
    elif kind == "google_kms_crypto_key":
        _restore_key(api, import_id)


def versions_of(api: GoogleApi, key: str) -> list[dict[str, Any]]:
    """Every version of a key, the oldest first."""
    found = list(api.pages(f"{KMS}/{key}/cryptoKeyVersions", "cryptoKeyVersions"))
    return sorted(found, key=lambda one: int(str(one["name"]).rsplit("/", 1)[-1]))


def _restore_key(api: GoogleApi, key: str) -> None:
    """All that still can be: with the newest it encrypts again, with the others what they encrypted is read.

    A key that has nothing left is given another version. It can't read what was encrypted before.
    https://cloud.google.com/kms/docs/destroy-restore
    """
    standing = api.get(f"{KMS}/{key}")
    if standing is None or standing.get("purpose") != "ENCRYPT_DECRYPT":
        return
    scheduled = [str(one["name"]) for one in versions_of(api, key) if one.get("state") == "DESTROY_SCHEDULED"]
    for name in scheduled:
        api.post(f"{KMS}/{name}:restore")
        api.patch(f"{KMS}/{name}", {"state": "ENABLED"}, updateMask="state")
    if (standing.get("primary") or {}).get("state") == "ENABLED":
        return
    enabled = [str(one["name"]) for one in versions_of(api, key) if one.get("state") == "ENABLED"]
    newest = enabled[-1] if enabled else str(api.create(f"{KMS}/{key}/cryptoKeyVersions", {})["name"])
    api.post(f"{KMS}/{key}:updatePrimaryVersion", {"cryptoKeyVersionId": newest.rsplit("/", 1)[-1]})


def _restore_project(api: GoogleApi, project: str) -> None:
    """https://cloud.google.com/resource-manager/reference/rest/v3/projects/undelete and .../v3/folders/undelete"""
    found = api.find(project)
    if found is None or found.get("state") != DELETED:
        return
    folder = f"{MANAGER}/{found.get('parent')}"
    try:
        if str(found.get("parent")).startswith("folders/") and (api.get(folder) or {}).get("state") == DELETED:
            api.post(f"{folder}:undelete")
        api.post(f"{project}:undelete")
    except GoogleRefusalError as error:
        if error.status != DENIED:
            raise
        raise NotRestoredError(project.removeprefix(f"{MANAGER}/"), error.said) from None


def _fields(kind: str, item: Mapping[str, Any]) -> dict[str, Any]:
    fields = {CAPITAL.sub("_", name).lower(): value for name, value in item.items()}
    # A build trigger's name is the one that it was given; Google's own stands beside it.
    fields[SERVER] = str(item.get("resourceName") or item.get("name") or "")
    if kind == "google_monitoring_dashboard":
        fields["dashboard_json"] = json.dumps(item)
    return fields
