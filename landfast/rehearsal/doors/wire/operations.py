"""Operations, as the five families of APIs write them. What they are about is done when they are answered."""

from __future__ import annotations

import uuid

from landfast.provider.values import Object
from landfast.rehearsal.cloud.records import clock
from landfast.rehearsal.cloud.refusal import not_found
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.links import COMPUTE

# Rows of operations that were answered; not a kind, nothing that a person made.
OPERATION = "operation"
EMPTY = "type.googleapis.com/google.protobuf.Empty"
# How SQL, GKE and DNS call what is done: by the method that was asked; SQL says to what, if it is no instance.
DONE_BY = {"insert": "create", "create": "create", "delete": "delete"}
OF_SQL = {"users": "_USER", "databases": "_DATABASE"}


def is_operation(asked: Asked) -> bool:
    """Whether the method answers with an operation."""
    return asked.method.response.endswith("Operation")


def done(asked: Asked, target: str, content: Object | None, schema: str) -> Object:
    """The operation that a method answers with; `content` is what it made, by its schema, None if nothing."""
    properties = asked.document.schema(asked.method.response).get("properties", {})
    if "done" in properties:
        operation = _long_running(asked, target, content, schema)
    elif asked.service.short == "compute":
        operation = _compute(asked, target)
    elif asked.service.short == "dns":
        operation = _dns(asked, content)
    elif asked.service.short == "sqladmin":
        operation = _sql(asked, target)
    else:
        operation = _container(asked, target)
    asked.store.put(StoredResource(OPERATION, _key(asked, operation), asked.project, operation))
    return operation


def get(asked: Asked) -> Object:
    """An operation that was answered before."""
    found = asked.store.get(OPERATION, f"{asked.service.short} {asked.path.rsplit('/', 1)[-1]}")
    if found is None:
        raise not_found(f"Operation '{asked.path}' was not found")
    return found.fields


def _key(asked: Asked, operation: Object) -> str:
    """Differences of Compute Engine's and SQL's are unique in their API, those of the others are paths."""
    return f"{asked.service.short} {str(operation.get('name') or operation['id']).rsplit('/', 1)[-1]}"


def _long_running(asked: Asked, target: str, content: Object | None, schema: str) -> Object:
    name = f"{_above(asked, target)}operations/{_id(asked)}"
    kind = f"type.googleapis.com/{_message(asked.service.package, schema)}" if content is not None else EMPTY
    return {"name": name, "done": True, "response": {"@type": kind, **(content or {})}}


def _message(package: str, schema: str) -> str:
    """Schemas of some documents have the package in their names: `GoogleCloudRunV2Service` is google.cloud.run.v2's."""
    return f"{package}.{schema.removeprefix(''.join(part.capitalize() for part in package.split('.')))}"


def _above(asked: Asked, target: str) -> str:
    """What an operation's name begins with: the longest that the API lets be asked for."""
    parents = [""]
    for method in asked.document.methods.values():
        above, _dot, last = method.collection.rpartition(".")
        if last == "operations" and method.name == "get" and above and asked.method.collection.startswith(above):
            parents.append(above)
    above = max(parents, key=len)
    if not above:
        return ""
    depth = 2 * len(above.split("."))
    return "/".join(target.split("/")[:depth]) + "/"


def _id(asked: Asked) -> str:
    text = uuid.uuid4()
    return f"acat.p2-{text.int % 10**12}-{text}" if asked.service.short == "serviceusage" else str(text)


def _done_by(asked: Asked) -> str:
    return DONE_BY.get(asked.method.name, "update")


def _compute(asked: Asked, target: str) -> Object:
    path = target[target.find("projects/") :]
    place = path.split("/")[2:4] if path.split("/")[2:3] in (["zones"], ["regions"]) else ["global"]
    above = f"{COMPUTE}projects/{asked.project}/" + "/".join(place)
    name = f"operation-{uuid.uuid4().hex}"
    now = clock()
    operation: Object = {
        "kind": "compute#operation",
        "id": number(19, name),
        "name": name,
        "operationType": asked.method.name,
        "targetLink": COMPUTE + path,
        "status": "DONE",
        "progress": 100,
        "insertTime": now,
        "startTime": now,
        "endTime": now,
        "selfLink": f"{above}/operations/{name}",
    }
    if len(place) == 2:
        operation[place[0].removesuffix("s")] = above
    return operation


def _dns(asked: Asked, content: Object | None) -> Object:
    return {
        "kind": "dns#operation",
        "id": str(uuid.uuid4()),
        "status": "done",
        "startTime": clock(),
        "type": _done_by(asked),
        "zoneContext": {"newValue": content},
    }


def _sql(asked: Asked, target: str) -> Object:
    name, now = str(uuid.uuid4()), clock()
    root = f"https://sqladmin.googleapis.com/sql/v1beta4/projects/{asked.project}"
    instance = target.rpartition("/instances/")[2].partition("/")[0]
    return {
        "kind": "sql#operation",
        "name": name,
        "operationType": _done_by(asked).upper() + OF_SQL.get(asked.method.collection, ""),
        "status": "DONE",
        "targetId": instance,
        "targetProject": asked.project,
        "targetLink": f"{root}/instances/{instance}",
        "selfLink": f"{root}/operations/{name}",
        "insertTime": now,
        "startTime": now,
        "endTime": now,
    }


def _container(asked: Asked, target: str) -> Object:
    name, now = f"operation-{number(13, uuid.uuid4())}-{uuid.uuid4().hex[:8]}", clock()
    place = "/".join(target.split("/")[:4])
    verb = _done_by(asked).upper()
    if "nodePools" in target:
        kind = "UPGRADE_NODES" if verb == "UPDATE" else f"{verb}_NODE_POOL"
    else:
        kind = f"{verb}_CLUSTER"
    return {
        "name": name,
        "operationType": kind,
        "status": "DONE",
        "location": target.split("/")[3] if target.count("/") >= 3 else "",
        "selfLink": f"https://container.googleapis.com/v1/{place}/operations/{name}",
        "targetLink": f"https://container.googleapis.com/v1/{target}",
        "startTime": now,
        "endTime": now,
    }
