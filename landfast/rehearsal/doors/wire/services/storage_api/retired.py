"""Objects that no longer live: listed, read and restored while their bucket keeps them, and deleted by generation.

https://cloud.google.com/storage/docs/use-soft-deleted-objects
https://cloud.google.com/storage/docs/using-versioned-objects
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.generations import Generation, Kept, discard, generation, generations
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Handler
from landfast.rehearsal.doors.wire.messages import Response
from landfast.rehearsal.doors.wire.pages import paged
from landfast.rehearsal.doors.wire.problems import NotAnswered
from landfast.rehearsal.doors.wire.services.storage_api.objects import (
    OBJECT,
    bucket_of,
    check_generation,
    get,
    list_live,
    missing,
    shown,
    stored,
)

Listed = tuple[str, Object]


def _get(asked: Asked) -> Object | Response:
    if not asked.flag("softDeleted"):
        return get(asked)
    if not asked.parameter("generation"):
        raise bad_request("A generation is required to get a soft-deleted object.", "required")
    return _deleted(asked, _found(asked, "deleted"))


def _found(asked: Asked, kept: Kept) -> Generation:
    """The generation that is asked for. Raises: Refusal (404)."""
    bucket, name = asked.values["bucket"], asked.values["object"]
    bucket_of(asked, bucket)
    found = generation(asked.store, bucket, name, asked.parameter("generation"), kept)
    if found is None:
        raise missing(bucket, name)
    return found


def _list(asked: Asked) -> Object:
    """`versions`: noncurrent ones, too; `softDeleted`: those alone."""
    versions, deleted = asked.flag("versions"), asked.flag("softDeleted")
    if not (versions or deleted):
        return list_live(asked)
    if versions and deleted:
        raise bad_request("softDeleted and versions can't be both true.", "invalid")
    if asked.parameter("delimiter"):
        raise NotAnswered("storage.objects.list of generations with a delimiter")
    bucket_of(asked, asked.values["bucket"])
    page, more = paged(asked, _all(asked, "deleted" if deleted else "noncurrent"), lambda one: one[0])
    items: Object = {"items": [content for _name, content in page]} if page else {}
    return {"kind": "storage#objects", **items, **more}


def _all(asked: Asked, kept: Kept) -> Iterator[Listed]:
    """Each with what it is ordered by: its name, then its generation."""
    bucket, prefix = asked.values["bucket"], asked.parameter("prefix")
    found = generations(asked.store, bucket, prefix, kept)
    gone = ((_order(one.was), _deleted(asked, one) if kept == "deleted" else _noncurrent(asked, one)) for one in found)
    live = asked.store.page(OBJECT, None, f"{bucket}-{prefix}", "", -1) if kept == "noncurrent" else ()
    yield from chain(gone, ((_order(one), shown(asked, one)) for one in live if one.fields.get("bucket") == bucket))


def _order(item: StoredResource) -> str:
    return f"{item.fields['name']}#{int(item.fields.get('generation') or 0):020d}"


def _noncurrent(asked: Asked, found: Generation) -> Object:
    return {**shown(asked, found.was), "timeDeleted": found.since}


def _deleted(asked: Asked, found: Generation) -> Object:
    return {**shown(asked, found.was), "softDeleteTime": found.since, "hardDeleteTime": found.until}


def _restore(asked: Asked) -> Object:
    """It lives again as a new generation; what was soft-deleted stays so until it is gone for good."""
    found = _found(asked, "deleted")
    name = str(found.was.fields["name"])
    check_generation(asked, asked.store.get(OBJECT, found.was.name))
    data = asked.store.blob(found.row.name)
    if data is None:
        raise missing(asked.values["bucket"], name)
    content = shown(asked, found.was)
    lasting = {key: value for key, value in content.items() if key not in ("md5Hash", "crc32c", "kmsKeyName")}
    return stored(asked, {**lasting, "name": name}, data)


def _delete(asked: Asked) -> Response:
    """A live one by its name alone becomes noncurrent where versions are kept; by its generation it goes itself."""
    bucket, name, wanted = asked.values["bucket"], asked.values["object"], asked.parameter("generation")
    live = asked.store.get(OBJECT, f"{bucket}-{name}")
    if live is None or (wanted and wanted != str(live.fields.get("generation"))):
        if not wanted:
            bucket_of(asked, bucket)
            raise missing(bucket, name)
        discard(asked.store, _found(asked, "noncurrent"))
        return Response(204)
    check_generation(asked, live)
    asked.cloud.answer(Call("delete", kind(OBJECT), live.name, live.project))
    older = generation(asked.store, bucket, name, wanted, "noncurrent") if wanted else None
    if older is not None:
        discard(asked.store, older)
    return Response(204)


RETIRED: Mapping[str, Handler] = {
    "objects.get": _get,
    "objects.list": _list,
    "objects.delete": _delete,
    "objects.restore": _restore,
}
