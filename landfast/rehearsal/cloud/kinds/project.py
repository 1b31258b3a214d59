"""Projects and folders: a free id, liens, and the thirty days in which a deleted project can be restored."""

from __future__ import annotations

from dataclasses import replace

from landfast.gcp.universes import is_project_id
from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.late import is_late
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import already_exists, bad_request
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.cloud.unmanaged import LOG_BUCKET

# https://cloud.google.com/resource-manager/docs/creating-managing-projects: words that no id may hold.
RESTRICTED = ("google", "null", "undefined", "ssl")
PROJECT, FOLDER = "google_project", "google_folder"
SETTINGS = "google_logging_folder_settings"
LIEN = "google_resource_manager_lien"


def _computed(call: Call) -> Object:
    return {"number": project_number(call.fields["project_id"])}


def _folder_named(fields: Object, attempt: int) -> tuple[str, Object]:
    """https://cloud.google.com/resource-manager/reference/rest/v3/folders: twelve digits, as projects have."""
    own = number(12, "folder", fields.get("parent"), fields.get("display_name"), attempt)
    return f"folders/{own}", {"folder_id": own}


def _folder(call: Call) -> Object:
    return {"name": f"folders/{call.fields['folder_id']}", "lifecycle_state": "ACTIVE"}


def _unique(call: Call, store: Store) -> None:
    name = call.text("project_id")
    if not is_project_id(name):
        raise bad_request(
            f"field [project_id] has issue [project_id contains invalid characters or length: {name}]",
            "invalidArgument",
        )
    word = next((word for word in RESTRICTED if word in name), None)
    if word is not None:
        raise bad_request(
            f"field [project_id] has issue [project_id contains the restricted string {word}: {name}]",
            "invalidArgument",
        )
    # Also a deleted project keeps its id, for good.
    if store.get(call.type, call.name) or store.deleted(call.type, call.name):
        raise already_exists("Requested entity already exists")


def _no_lien(call: Call, store: Store) -> None:
    if call.verb != "delete":
        return
    own = {f"projects/{call.project}", f"projects/{(call.before or {}).get('number')}"}
    for lien in store.list(LIEN):
        restrictions = lien.fields.get("restrictions") or []
        if lien.fields.get("parent") in own and "resourcemanager.projects.delete" in restrictions:
            raise bad_request(
                f"A lien to prevent deletion was placed on the project by {lien.fields.get('origin')}. "
                "Remove the lien to allow deletion.",
                "failedPrecondition",
            )


def _shut_down(call: Call, store: Store) -> None:
    """With all that is in it; for 30 days it can be restored."""
    store.delete_project(call.project)


def _log_buckets(call: Call, store: Store) -> None:
    """They are where the folder's settings say when the project is made, and stay there.

    https://cloud.google.com/logging/docs/default-settings
    """
    if call.verb != "create":
        return
    found = store.get(SETTINGS, f"{_folder_of(call.fields)}/settings")
    heard = found is not None and not is_late(store, found.name)
    place = str(found.fields.get("storage_location") or "global") if found is not None and heard else "global"
    for name in ("_Default", "_Required"):
        path = f"projects/{call.project}/locations/{place}/buckets/{name}"
        store.put(StoredResource(LOG_BUCKET, path, call.project, {}))


def _holds_nothing(call: Call, store: Store) -> None:
    """https://cloud.google.com/resource-manager/reference/rest/v3/folders/delete: nothing in it that is active."""
    projects = (item for item in store.list(PROJECT) if _folder_of(item.fields) == call.name)
    folders = (item for item in store.list(FOLDER) if item.fields.get("parent") == call.name)
    inside = [item.name for item in (*projects, *folders)]
    if call.verb == "delete" and inside:
        raise bad_request(f"Folder {call.name} is not empty: {inside[0]} is active.", "failedPrecondition")


def _folder_of(project: Object) -> str:
    return f"folders/{str(project.get('folder_id')).removeprefix('folders/')}"


def _requested(call: Call, store: Store) -> None:
    """For 30 days a deleted folder can be restored."""
    standing = store.get(FOLDER, call.name)
    if standing is not None:
        store.delete(standing)
        store.put(replace(standing, deleted=True))


def restore(store: Store, project: str) -> None:
    """Restores a deleted project with all that was in it, and the folder that it is in; touches nothing else."""
    found = store.deleted(PROJECT, f"projects/{project}")
    if found is None:
        return
    folder = store.deleted(FOLDER, _folder_of(found.fields))
    if folder is not None:
        store.put(replace(folder, deleted=False))
    store.undelete_project(project)


BEHAVIOURS = {
    PROJECT: Behaviour(computed=_computed, unique=_unique, refuses=(_no_lien,), deleted=_shut_down, then=_log_buckets),
    FOLDER: Behaviour(named=_folder_named, computed=_folder, refuses=(_holds_nothing,), deleted=_requested),
}
