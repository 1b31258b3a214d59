"""Managers of the groups that Kubernetes Engine's nodes stand in: read only, they are changed by their pool."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from landfast.provider.values import Object
from landfast.rehearsal.cloud.node_groups import NodeGroup, node_groups
from landfast.rehearsal.cloud.refusal import not_found
from landfast.rehearsal.cloud.stable import number
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Handler
from landfast.rehearsal.doors.wire.links import whole
from landfast.rehearsal.doors.wire.pages import matches, paged

POOL = "google_container_node_pool"


def _groups(asked: Asked) -> Iterator[NodeGroup]:
    for pool in asked.store.list(POOL, asked.project):
        yield from (group for group in node_groups(pool.fields) if group.zone == asked.values["zone"])


def _manager(group: NodeGroup) -> Object:
    """https://cloud.google.com/compute/docs/reference/rest/v1/instanceGroupManagers"""
    return {
        "kind": "compute#instanceGroupManager",
        "id": number(19, group.manager),
        "name": group.name,
        "zone": whole(f"projects/{group.project}/zones/{group.zone}"),
        "instanceGroup": whole(group.group),
        "targetSize": group.size,
        "selfLink": whole(group.manager),
        "status": {"isStable": True},
    }


def _get(asked: Asked) -> Object:
    name = asked.values["instanceGroupManager"]
    found = next((group for group in _groups(asked) if group.name == name), None)
    if found is None:
        path = f"projects/{asked.project}/zones/{asked.values['zone']}/instanceGroupManagers/{name}"
        raise not_found(f"The resource '{path}' was not found")
    return _manager(found)


def _list(asked: Asked) -> Object:
    found = (manager for manager in map(_manager, _groups(asked)) if matches(asked, manager))
    page, more = paged(asked, found, itemgetter("name"))
    return {"kind": "compute#instanceGroupManagerList", "items": page, **more}


HANDLERS: dict[str, Handler] = {"instanceGroupManagers.get": _get, "instanceGroupManagers.list": _list}
