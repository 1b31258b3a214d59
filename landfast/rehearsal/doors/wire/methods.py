"""What methods do that do the same in every API: create, get, list, patch, update, delete, and IAM policies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landfast.gcp.type_permissions import needed_permissions
from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.payload import snake
from landfast.rehearsal.cloud.refusal import already_exists, bad_request, precondition_failed
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire import operations, policies
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import (
    changed_fields,
    content_of,
    etag_of,
    sent_fields,
    writable,
)
from landfast.rehearsal.doors.wire.definition import Collection, Handler, Service
from landfast.rehearsal.doors.wire.masks import masked, merged
from landfast.rehearsal.doors.wire.messages import Response
from landfast.rehearsal.doors.wire.pages import listed
from landfast.rehearsal.doors.wire.translate import schema_of


def create(asked: Asked) -> Object:
    """Makes one, named by a parameter of the query, by its content, or by the cloud."""
    collection = asked.collection
    content = sent_content(asked)
    path = new_path(asked, content)
    if collection.is_row:
        return finished(asked, _create_row(asked, path, content))
    fields = sent_fields(asked, collection, content, path)
    if collection.id_field:
        fields[collection.id_field] = path.rsplit("/", 1)[-1]
    return finished(asked, asked.cloud.answer(Call("create", kind(collection.kind), fields=fields)))


def get(asked: Asked) -> Object:
    standing = asked.standing()
    check_shown(asked, standing)
    return content_of(asked, standing)


def check_shown(asked: Asked, standing: StoredResource) -> None:
    """Raises: Refusal (403) for whoever may not read it."""
    if not asked.collection.is_row and needed_permissions(standing.type) is not None:
        asked.cloud.authorize(Call("read", kind(standing.type), standing.name, standing.project, standing.fields))


def update(asked: Asked) -> Object:
    """Changes one: at the paths of a mask, by what was sent, or (PUT) to what was sent."""
    standing = asked.standing()
    check_etag(asked, standing, str(asked.body.get("etag") or ""))
    before = content_of(asked, standing)
    sent = sent_content(asked)
    mask = asked.parameter("updateMask") or str(asked.body.get("updateMask") or "")
    schema = schema_of(asked.service, asked.collection)
    own = writable(asked.document, schema, sent)
    if mask and asked.method.verb != "PUT":
        after = masked(asked.document, schema, before, own, mask)
    elif asked.method.verb == "PUT":
        after = replaced(asked, before, own)
    elif asked.service.classic:
        after = merged(before, {**own, **{name: None for name, value in sent.items() if value is None}})
    else:
        after = {**before, **own}
    return finished(asked, changed(asked, standing, after))


def delete(asked: Asked) -> Object | Response:
    """Removes one; parameters of the query go with it."""
    standing = asked.standing()
    check_etag(asked, standing, asked.parameter("etag"))
    before = content_of(asked, standing)
    if asked.collection.is_row:
        asked.store.delete(standing)
    else:
        parameters = {snake(name): asked.flag(name) for name in asked.request.query if name in asked.method.parameters}
        call = Call("delete", kind(standing.type), standing.name, standing.project, parameters)
        asked.cloud.answer(call)
    if operations.is_operation(asked):
        return operations.done(asked, standing.name, None, "")
    if not asked.method.response:
        return Response(204)
    return before if asked.method.response == schema_of(asked.service, asked.collection) else {}


def finished(asked: Asked, item: StoredResource) -> Object:
    """The answer to a change: what stands now, or the operation that made it."""
    content = content_of(asked, item)
    if operations.is_operation(asked):
        return operations.done(asked, item.name, content, schema_of(asked.service, asked.collection))
    return content


def changed(asked: Asked, standing: StoredResource, content: Object) -> StoredResource:
    """What stands, with another content."""
    if asked.collection.is_row:
        made = StoredResource(standing.type, standing.name, standing.project, content)
        asked.store.put(made)
        return made
    fields = changed_fields(asked, standing, content)
    return asked.cloud.answer(Call("update", kind(standing.type), standing.name, standing.project, fields))


def replaced(asked: Asked, before: Object, own: Object) -> Object:
    """What a PUT makes of a content: what only the API says stays."""
    properties = asked.document.schema(schema_of(asked.service, asked.collection)).get("properties", {})
    lasting = {name: value for name, value in before.items() if properties[name].get("readOnly") or name in LASTING}
    return {**lasting, **own}


# What identifies a resource, where the documents don't say that only the API says it.
LASTING = ("id", "kind", "name", "selfLink", "creationTime", "lastModifiedTime", "datasetReference", "tableReference",
           "location", "projectId", "projectNumber", "createTime", "timeCreated", "updated")  # fmt: skip


def check_etag(asked: Asked, standing: StoredResource, given: str) -> None:
    """Raises: Refusal, if what was read before has changed."""
    header = asked.request.headers.get("if-match", "").strip('"')
    wanted = given or (header if header != "*" else "")
    if not wanted or wanted == content_of(asked, standing).get("etag", etag_of(standing)):
        return
    if asked.service.classic:
        raise precondition_failed("Precondition check failed.")
    raise already_exists(f"The provided etag '{wanted}' does not match the current etag.", "conflict")


def sent_content(asked: Asked) -> Object:
    """The content of what is made or changed, out of the message that it came in."""
    inner = asked.collection.body
    if inner and asked.method.request.endswith("Request"):
        found = asked.body.get(inner, asked.body.get(snake(inner)))
        return dict(found) if isinstance(found, dict) else {}
    return asked.body


def new_path(asked: Asked, content: Object) -> str:
    """The path of what is to be made; that of all of its kind if the cloud is to name it."""
    chosen = _chosen(asked, content)
    return f"{asked.path}/{chosen}" if chosen else asked.path


def _chosen(asked: Asked, content: Object) -> str:
    collection = asked.collection
    if collection.id_property:
        found = asked.body
        for name in collection.id_property.split("."):
            found = (found.get(name) if isinstance(found, dict) else None) or {}
        return str(found) if isinstance(found, str) else ""
    parameter = collection.id_parameter or next(filter(_names_one, asked.method.parameters), "")
    if parameter:
        given = asked.request.parameter(parameter) or asked.request.parameter(snake(parameter))
        if given or not collection.server_names:
            return given or _needed(snake(parameter))
    if collection.server_names:
        return number(19, asked.path, asked.store.rows("SELECT count(*) FROM resource")) if collection.is_row else ""
    return str(content.get("name") or "").rsplit("/", 1)[-1]


def _needed(name: str) -> str:
    raise bad_request(f"The request is missing the required field {name}.")


def _names_one(parameter: str) -> bool:
    return parameter.endswith("Id") and parameter not in ("requestId", "projectId", "uploadId", "clientOperationId")


def _create_row(asked: Asked, path: str, content: Object) -> StoredResource:
    if asked.store.get(asked.collection.kind, path) is not None:
        raise already_exists(f"Resource '{path}' already exists")
    schema = schema_of(asked.service, asked.collection)
    initial: Mapping[str, Any] = asked.collection.initial
    name = path.rsplit("/", 1)[-1] if asked.collection.short else path
    fields = {**writable(asked.document, schema, content), **initial}
    if "name" in asked.document.schema(schema).get("properties", {}):
        fields["name"] = name
    made = StoredResource(asked.collection.kind, path, asked.project, fields)
    asked.store.put(made)
    return made


USUAL: Mapping[str, Handler] = {
    "create": create,
    "insert": create,
    "get": get,
    "list": listed,
    "patch": update,
    "update": update,
    "delete": delete,
}
OF_POLICIES: Mapping[str, Handler] = {
    "getIamPolicy": policies.get,
    "setIamPolicy": policies.set_,
    "testIamPermissions": policies.test,
}


def handler(service: Service, method: str) -> Handler | None:
    """What answers a method, by its id in the document; None if nothing does."""
    if method in service.handlers:
        return service.handlers[method]
    path, _dot, name = method.rpartition(".")
    if path.lower().endswith("operations") and name in ("get", "wait"):
        return operations.get if _has_operations(service, path.rpartition(".")[0]) else None
    collection = service.collection(path)
    if (
        collection is None
        or name in collection.without
        or (collection.only is not None and name not in collection.only)
    ):
        return None
    if name in OF_POLICIES:
        return OF_POLICIES[name] if _has_policy(collection) else None
    return USUAL.get(name)


def _has_operations(service: Service, above: str) -> bool:
    """Of all in a place, or of one in a collection that is answered."""
    return above in ("", "projects", "projects.locations") or service.collection(above) is not None


def _has_policy(collection: Collection) -> bool:
    return collection.kind in policies.GIVEN or policies.has_policy(collection.kind)
