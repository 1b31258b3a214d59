"""Folders: no two beside each other are called the same, and one that holds something stays."""

from __future__ import annotations

import re
from dataclasses import replace

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.project import FOLDER
from landfast.rehearsal.cloud.records import record_of
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import GIVEN_FOLDER, StoredResource
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection
from landfast.rehearsal.doors.wire.methods import changed, check_etag
from landfast.rehearsal.doors.wire.services.resource_manager.common import (
    allow,
    denied,
    folder_stands,
    kind_of,
    listed,
    state_of,
)


def _folder(asked: Asked) -> StoredResource:
    found = asked.store.get(FOLDER, asked.path) or asked.store.deleted(FOLDER, asked.path)
    if found is None and (given := asked.store.get(GIVEN_FOLDER, asked.path)) is not None:
        # Somebody else's: all that is known of it is its name.
        found = replace(given, fields={**given.fields, "display_name": given.name.rsplit("/", 1)[-1]})
    if found is None:
        raise denied("resourcemanager.folders.get", asked.path)
    allow(asked, "resourcemanager.folders.get", FOLDER, asked.path)
    return found


def _folder_content(asked: Asked, item: StoredResource) -> Object:
    found = content_of(asked, item, FOLDERS)
    record = record_of(item.fields)
    return {**found, "state": state_of(item), **({"createTime": record["created"]} if record else {})}


def _create_folder(asked: Asked) -> Object:
    parent, name = str(asked.body.get("parent") or ""), str(asked.body.get("displayName") or "")
    if not re.fullmatch(r"(folders|organizations)/\d+", parent):
        raise bad_request("parent must be of the form folders/{folder_id} or organizations/{org_id}.")
    if parent.startswith("folders/") and not folder_stands(asked.store, parent):
        raise denied("resourcemanager.folders.create", parent)
    allow(asked, "resourcemanager.folders.create", kind_of(parent), parent)
    beside = (item for item in asked.store.list(FOLDER) if item.fields.get("parent") == parent)
    if any(item.fields.get("display_name") == name for item in beside):
        # https://cloud.google.com/resource-manager/reference/rest/v3/folders/create
        raise bad_request(
            "Folder reservation failed for parent: the display name is that of another folder beside it "
            "(FOLDER_NAME_UNIQUENESS_VIOLATION).",
            "failedPrecondition",
        )
    made = asked.cloud.answer(Call("create", kind(FOLDER), fields={"parent": parent, "display_name": name}))
    return operations.done(asked, made.name, _folder_content(asked, made), "Folder")


def _get_folder(asked: Asked) -> Object:
    return _folder_content(asked, _folder(asked))


def _patch_folder(asked: Asked) -> Object:
    found = _folder(asked)
    check_etag(asked, found, str(asked.body.get("etag") or ""))
    content = {**content_of(asked, found), "displayName": asked.body.get("displayName")}
    return operations.done(asked, found.name, _folder_content(asked, changed(asked, found, content)), "Folder")


def _move_folder(asked: Asked) -> Object:
    found = _folder(asked)
    fields = {**found.fields, "parent": asked.body.get("destinationParent")}
    made = asked.cloud.answer(Call("update", kind(FOLDER), found.name, "", fields))
    return operations.done(asked, found.name, _folder_content(asked, made), "Folder")


def _delete_folder(asked: Asked) -> Object:
    found = _folder(asked)
    if found.deleted:
        raise bad_request(f"Folder {found.name} is not active.", "failedPrecondition")
    allow(asked, "resourcemanager.folders.delete", FOLDER, found.name)
    asked.cloud.answer(Call("delete", kind(FOLDER), found.name))
    return operations.done(asked, found.name, _get_folder(asked), "Folder")


def _undelete_folder(asked: Asked) -> Object:
    found = _folder(asked)
    if not found.deleted:
        raise bad_request(f"Folder {found.name} is not deleted.", "failedPrecondition")
    allow(asked, "resourcemanager.folders.undelete", FOLDER, found.name)
    asked.store.put(replace(found, deleted=False))
    return operations.done(asked, found.name, _get_folder(asked), "Folder")


def _folders(asked: Asked) -> list[StoredResource]:
    gone = asked.store.gone(FOLDER) if asked.method.name == "search" or asked.flag("showDeleted") else ()
    return [*asked.store.list(FOLDER), *gone]


def _list_folders(asked: Asked) -> Object:
    parent = asked.parameter("parent")
    found = [_folder_content(asked, item) for item in _folders(asked) if item.fields.get("parent") == parent]
    return listed(asked, "folders", found)


def _search_folders(asked: Asked) -> Object:
    return listed(asked, "folders", [_folder_content(asked, item) for item in _folders(asked)])


FOLDERS = Collection("folders", FOLDER)
HANDLERS = {
    "folders.create": _create_folder,
    "folders.get": _get_folder,
    "folders.patch": _patch_folder,
    "folders.move": _move_folder,
    "folders.delete": _delete_folder,
    "folders.undelete": _undelete_folder,
    "folders.list": _list_folders,
    "folders.search": _search_folders,
}
