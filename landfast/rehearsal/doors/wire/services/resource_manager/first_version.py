"""Resource Manager in its first version, which HashiCorp's provider and gcloud ask for projects and liens."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.project import FOLDER, PROJECT
from landfast.rehearsal.cloud.policies import parent_of
from landfast.rehearsal.cloud.records import record_of
from landfast.rehearsal.cloud.refusal import Refusal, bad_request, forbidden
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Collection, Service
from landfast.rehearsal.doors.wire.pages import holds, terms_of
from landfast.rehearsal.doors.wire.services.resource_manager import common, liens, organizations
from landfast.rehearsal.doors.wire.services.resource_manager import projects as newer

PARENTS = {"folders": "folder", "organizations": "organization"}


def _project(asked: Asked) -> StoredResource:
    try:
        return newer.project(asked)
    except Refusal:
        raise forbidden("The caller does not have permission") from None


def _content(item: StoredResource) -> Object:
    fields = item.fields
    content: Object = {
        "projectNumber": str(fields.get("number")),
        "projectId": fields["project_id"],
        "lifecycleState": common.state_of(item),
        "name": fields.get("name") or fields["project_id"],
        "createTime": record_of(fields).get("created"),
    }
    if fields.get("labels"):
        content["labels"] = fields["labels"]
    what, _slash, number = parent_of(fields).partition("/")
    if number:
        content["parent"] = {"type": PARENTS[what], "id": number}
    return content


def _fields(body: Object) -> Object:
    parent = body.get("parent") or {}
    fields: Object = {"name": body.get("name"), "labels": body.get("labels") or {}}
    newer.set_parent(fields, f"{parent.get('type') or ''}/{parent.get('id') or ''}")
    return fields


def _create(asked: Asked) -> Object:
    name = asked.body.get("projectId")
    if not name:
        raise bad_request("field [project_id] has issue [project_id is required]", "invalidArgument")
    fields = {**_fields(asked.body), "project_id": name}
    fields["name"] = fields["name"] or name
    made = newer.create(asked, fields)
    return operations.done(asked, made.name, _content(made), "Project")


def _get(asked: Asked) -> Object:
    return _content(_project(asked))


def _update(asked: Asked) -> Object:
    found = _project(asked)
    kept = {name: value for name, value in found.fields.items() if name not in ("folder_id", "org_id")}
    fields = {**kept, **_fields(asked.body)}
    return _content(asked.cloud.answer(Call("update", kind(PROJECT), found.name, found.project, fields)))


def _delete(asked: Asked) -> Object:
    _project(asked)
    newer.deleted(asked)
    return {}


def _undelete(asked: Asked) -> Object:
    _project(asked)
    newer.restored(asked)
    return {}


def _list(asked: Asked) -> Object:
    found = [(item, _content(item)) for item in newer.every_project(asked.store)]
    wanted = [content for item, content in found if all(_holds(item, content, *term) for term in terms_of(asked))]
    return common.cut(asked, "projects", wanted, "projectId")


def _holds(item: StoredResource, content: Object, name: str, _operator: str, wanted: str) -> bool:
    """https://cloud.google.com/resource-manager/reference/rest/v1/projects/list"""
    what, _slash, number = parent_of(item.fields).partition("/")
    own = {"parent.type": PARENTS.get(what, ""), "parent.id": number, "id": item.project}
    return holds({**content, name: own[name]}, name, ":", wanted) if name in own else holds(content, name, ":", wanted)


def _ancestry(asked: Asked) -> Object:
    found = _project(asked)
    ancestors = [{"resourceId": {"type": "project", "id": found.project}}]
    parent = parent_of(found.fields)
    while parent:
        what, _slash, number = parent.partition("/")
        ancestors.append({"resourceId": {"type": PARENTS[what], "id": number}})
        folder = asked.store.get(FOLDER, parent)
        parent = str(folder.fields.get("parent") or "") if folder else ""
    return {"ancestor": ancestors}


def _get_organization(asked: Asked) -> Object:
    if asked.path not in organizations.organizations(asked.store):
        raise forbidden("The caller does not have permission")
    return _organization(asked.path)


def _organization(name: str) -> Object:
    return {"name": name, "displayName": organizations.organization(name)["displayName"], "lifecycleState": "ACTIVE"}


def _search_organizations(asked: Asked) -> Object:
    return {"organizations": [_organization(name) for name in organizations.organizations(asked.store)]}


SERVICE = Service(
    "cloudresourcemanager.v1",
    (
        Collection("projects", PROJECT),
        liens.LIENS,
        organizations.ORGANIZATIONS,
    ),
    handlers={
        **newer.POLICIES,
        "projects.create": _create,
        "projects.get": _get,
        "projects.update": _update,
        "projects.delete": _delete,
        "projects.undelete": _undelete,
        "projects.list": _list,
        "projects.getAncestry": _ancestry,
        **liens.HANDLERS,
        "organizations.get": _get_organization,
        "organizations.search": _search_organizations,
    },
    package="google.cloudresourcemanager.v1",
    classic=True,
)
