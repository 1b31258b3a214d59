"""Projects: made, moved, shut down, and for 30 days restored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.project import PROJECT, restore
from landfast.rehearsal.cloud.policies import parent_of
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Handler
from landfast.rehearsal.doors.wire.messages import Response
from landfast.rehearsal.doors.wire.methods import OF_POLICIES, update
from landfast.rehearsal.doors.wire.services.resource_manager.common import (
    allow,
    denied,
    folder_stands,
    kind_of,
    listed,
    state_of,
)


def project(asked: Asked) -> StoredResource:
    """By id or number, also one that is deleted and can be restored. Raises: Refusal (403)."""
    found = _standing(asked)
    allow(asked, "resourcemanager.projects.get", PROJECT, asked.path, found.project)
    return found


def _standing(asked: Asked) -> StoredResource:
    short = asked.path.removeprefix("projects/")
    own = (item for item in asked.store.gone(PROJECT) if short in (item.project, item.fields.get("number")))
    found = find_project(asked.store, short) or next(own, None)
    if found is None:
        raise denied("resourcemanager.projects.get", asked.path)
    return found


def set_parent(fields: Object, parent: str) -> None:
    fields.pop("folder_id", None)
    fields.pop("org_id", None)
    what, _slash, number = parent.partition("/")
    if what.startswith("folder"):
        fields["folder_id"] = number
    elif what.startswith("organization"):
        fields["org_id"] = number


def _content(asked: Asked, item: StoredResource) -> Object:
    found = content_of(asked, item, PROJECTS)
    return {**found, "state": state_of(item)}


def _to_api(fields: Object, content: Object) -> None:
    content["name"] = f"projects/{fields.get('number')}"
    content["parent"] = parent_of(fields)


def _to_fields(fields: Object, content: Object) -> None:
    set_parent(fields, str(content.get("parent") or ""))
    fields.setdefault("name", fields.get("project_id"))


def create(asked: Asked, fields: Object) -> StoredResource:
    """A project of these fields."""
    stands = parent_of(fields)
    if stands.startswith("folders/") and not folder_stands(asked.store, stands):
        raise denied("resourcemanager.projects.create", stands)
    allow(asked, "resourcemanager.projects.create", kind_of(stands), stands)
    return asked.cloud.answer(Call("create", kind(PROJECT), fields={"auto_create_network": True, **fields}))


def _create(asked: Asked) -> Object:
    fields: Object = {"project_id": asked.body.get("projectId"), "labels": asked.body.get("labels") or {}}
    _to_fields(fields, asked.body)
    fields["name"] = asked.body.get("displayName") or fields["project_id"]
    if not fields["project_id"]:
        raise bad_request("field [project_id] has issue [project_id is required]", "invalidArgument")
    made = create(asked, fields)
    return operations.done(asked, made.name, _content(asked, made), "Project")


def _get(asked: Asked) -> Object:
    return _content(asked, project(asked))


def _patch(asked: Asked) -> Object:
    found = project(asked)
    renamed = replace(asked, values={"name": found.name})
    update(renamed)
    return operations.done(asked, found.name, _get(asked), "Project")


def _move(asked: Asked) -> Object:
    found = project(asked)
    fields = dict(found.fields)
    set_parent(fields, str(asked.body.get("destinationParent") or ""))
    asked.cloud.answer(Call("update", kind(PROJECT), found.name, found.project, fields))
    return operations.done(asked, found.name, _get(asked), "Project")


def deleted(asked: Asked) -> StoredResource:
    """The project, shut down. Raises: Refusal."""
    found = project(asked)
    if found.deleted:
        raise bad_request(f"Project {found.project} is not active.", "failedPrecondition")
    allow(asked, "resourcemanager.projects.delete", PROJECT, found.name, found.project)
    asked.cloud.answer(Call("delete", kind(PROJECT), found.name, found.project))
    return project(asked)


def restored(asked: Asked) -> StoredResource:
    """The project, active again. Raises: Refusal."""
    found = project(asked)
    if not found.deleted:
        raise bad_request(f"Project {found.project} is not deleted.", "failedPrecondition")
    allow(asked, "resourcemanager.projects.undelete", PROJECT, found.name, found.project)
    restore(asked.store, found.project)
    return project(asked)


def _delete(asked: Asked) -> Object:
    return operations.done(asked, asked.path, _content(asked, deleted(asked)), "Project")


def _undelete(asked: Asked) -> Object:
    return operations.done(asked, asked.path, _content(asked, restored(asked)), "Project")


def every_project(store: Store) -> Iterator[StoredResource]:
    """Deleted ones, too."""
    yield from store.list(PROJECT)
    yield from store.gone(PROJECT)


def _search(asked: Asked) -> Object:
    return listed(asked, "projects", [_content(asked, item) for item in every_project(asked.store)])


def _list(asked: Asked) -> Object:
    parent, shown = asked.parameter("parent"), asked.flag("showDeleted")
    found = [_content(asked, item) for item in every_project(asked.store) if shown or not item.deleted]
    return listed(asked, "projects", [each for each in found if each.get("parent") == parent])


def policy(name: str) -> Handler:
    """A method of a project's IAM policy, of a project that stands, by its id."""

    def answer(asked: Asked) -> Object | Response:
        # Nobody needs to see a project to ask what they may do in it.
        found = _standing(asked)
        key = "resource" if "resource" in asked.values else "projectsId"
        short = found.name.removeprefix("projects/") if "{resource}" in asked.method.path else found.name
        return OF_POLICIES[name](replace(asked, values={**asked.values, key: short}))

    return answer


PROJECTS = Collection(
    "projects", PROJECT, differs=Differences({"name": "displayName"}, to_api=_to_api, to_fields=_to_fields)
)
POLICIES = {f"projects.{name}": policy(name) for name in OF_POLICIES}
HANDLERS = {
    **POLICIES,
    "projects.create": _create,
    "projects.get": _get,
    "projects.patch": _patch,
    "projects.move": _move,
    "projects.delete": _delete,
    "projects.undelete": _undelete,
    "projects.list": _list,
    "projects.search": _search,
}
