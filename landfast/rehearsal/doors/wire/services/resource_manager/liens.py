"""Liens, which keep a project from being deleted."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.project import LIEN
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection
from landfast.rehearsal.doors.wire.services.resource_manager.common import denied, listed


def _create(asked: Asked) -> Object:
    made = asked.cloud.answer(Call("create", kind(LIEN), fields=_lien_fields(asked.body)))
    return _lien(asked, made)


def _lien_fields(body: Object) -> Object:
    return {name: body.get(name) for name in ("parent", "restrictions", "reason", "origin")}


def _lien(asked: Asked, item: StoredResource) -> Object:
    found = content_of(asked, item, LIENS)
    return {**found, "name": f"liens/{item.name.rsplit('/', 1)[-1]}"}


def _standing_lien(asked: Asked) -> StoredResource:
    short = asked.path.rsplit("/", 1)[-1]
    found = next((item for item in asked.store.list(LIEN) if item.name.rsplit("/", 1)[-1] == short), None)
    if found is None:
        raise denied("resourcemanager.projects.get", asked.path)
    return found


def _get(asked: Asked) -> Object:
    return _lien(asked, _standing_lien(asked))


def _delete(asked: Asked) -> Object:
    found = _standing_lien(asked)
    asked.cloud.answer(Call("delete", kind(LIEN), found.name, found.project))
    return {}


def _list(asked: Asked) -> Object:
    """Of a project, named by id or number."""
    parent = asked.by_id(asked.parameter("parent"))
    found = [item for item in asked.store.list(LIEN) if asked.by_id(str(item.fields.get("parent"))) == parent]
    return listed(asked, "liens", [_lien(asked, item) for item in found])


LIENS = Collection("liens", LIEN)
HANDLERS = {"liens.create": _create, "liens.get": _get, "liens.delete": _delete, "liens.list": _list}
