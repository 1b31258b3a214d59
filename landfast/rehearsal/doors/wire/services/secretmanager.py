"""Secret Manager: secrets and their versions, global and of a region.

The store keeps digests only, so what a version holds is told while this process runs, and never afterwards.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import replace

import google_crc32c

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.records import clock, record_of
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Handler, Service
from landfast.rehearsal.doors.wire.problems import NotAnswered

SECRETS = {
    "projects.secrets": "google_secret_manager_secret",
    "projects.locations.secrets": "google_secret_manager_regional_secret",
}
PATHS = {"projects.secrets": {"replication.auto": "automatic"}}
# https://cloud.google.com/secret-manager/quotas: of a version, in bytes.
LARGEST = 64 * 1024
DESTROYED = "DESTROYED"


def _add(asked: Asked) -> Object:
    """https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets/addVersion"""
    collection = asked.collection
    if asked.store.get(collection.kind, asked.name) is None:
        raise not_found(f"Secret [{asked.name}] not found.")
    payload = asked.body.get("payload") or {}
    data = _data(payload)
    fields: Object = {
        "secret": asked.name,
        "secret_data": payload.get("data"),
        "is_secret_data_base64": True,
        "enabled": True,
    }
    made = asked.cloud.answer(Call("create", kind(f"{collection.kind}_version"), fields=fields))
    asked.memory[made.name] = data
    return _content(asked, made)


def _data(payload: Object) -> bytes:
    try:
        data = base64.b64decode(payload.get("data") or "", validate=True)
    except binascii.Error:
        raise bad_request("Secret payload is not base64.") from None
    if not data or len(data) > LARGEST:
        raise bad_request(f"The payload must hold 1 to {LARGEST} bytes: it has {len(data)}.")
    given = payload.get("dataCrc32c")
    if given is not None and int(given) != google_crc32c.value(data):
        raise bad_request("Provided secret payload checksum does not match the data.")
    return data


def _access(asked: Asked) -> Object:
    found = _kept(asked)
    if not found.fields.get("enabled"):
        raise bad_request(f"Secret Version [{found.name}] is in DISABLED state.", "failedPrecondition")
    data = asked.memory.get(found.name)
    if data is None:
        raise NotAnswered("the payload of a secret that was not added in this process: it keeps digests, no secrets;")
    checksum = str(google_crc32c.value(data))
    payload = {"data": base64.b64encode(data).decode(), "dataCrc32c": checksum}
    return {"name": _content(asked, found)["name"], "payload": payload}


def _get(asked: Asked) -> Object:
    return _content(asked, _version(asked))


def _set(enabled: bool, destroyed: bool = False) -> Handler:
    def change(asked: Asked) -> Object:
        found = _kept(asked)
        own = {"destroy_time": clock()} if destroyed else {}
        changed = replace(found, fields={**found.fields, "enabled": enabled, **own})
        asked.store.put(changed)
        if destroyed:
            asked.memory.pop(found.name, None)
        return _content(asked, changed)

    return change


def _kept(asked: Asked) -> StoredResource:
    """A version that is not destroyed. Raises: Refusal (400, 404)."""
    found = _version(asked)
    if found.fields.get("destroy_time"):
        raise bad_request(f"Secret Version [{found.name}] is in DESTROYED state.", "failedPrecondition")
    return found


def _version(asked: Asked) -> StoredResource:
    """`latest` is the one added last."""
    secret, _slash, number = asked.path.rpartition("/versions/")
    collection = asked.collection
    if number == "latest":
        found = asked.store.page(collection.kind, asked.project, f"{secret}/versions/", "", 100_000)
        newest = max(found, key=lambda item: int(item.name.rsplit("/", 1)[-1]), default=None)
    else:
        newest = asked.store.get(collection.kind, asked.path)
    if newest is None:
        raise not_found(f"Secret Version [{asked.path}] not found.")
    return newest


def _content(asked: Asked, item: StoredResource) -> Object:
    collection = next(each for each in SERVICE.collections if each.kind == item.type)
    found = content_of(asked, item, collection)
    parts = item.name.split("/")
    secret = asked.store.get(item.type.removesuffix("_version"), "/".join(parts[:-2]))
    if secret is not None and "/" in str(secret.fields.get("name")):
        found["name"] = f"{secret.fields['name']}/versions/{parts[-1]}"
    found["createTime"] = record_of(item.fields).get("created") or found.get("createTime")
    return found


def _state(fields: Object, content: Object) -> None:
    enabled = "ENABLED" if fields.get("enabled") else "DISABLED"
    content["state"] = DESTROYED if fields.get("destroy_time") else enabled


def _without_ttl(_fields: Object, content: Object) -> None:
    """Only ever sent: https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets"""
    content.pop("ttl", None)


def _collections() -> tuple[Collection, ...]:
    found = []
    for path, type_ in SECRETS.items():
        differs = Differences(PATHS.get(path, {}), to_api=_without_ttl)
        found.append(Collection(path, type_, differs=differs))
        found.append(Collection(f"{path}.versions", f"{type_}_version", differs=Differences(to_api=_state)))
    return tuple(found)


SERVICE = Service(
    "secretmanager.v1",
    _collections(),
    handlers={
        name: handler
        for path in SECRETS
        for name, handler in {
            f"{path}.addVersion": _add,
            f"{path}.versions.access": _access,
            f"{path}.versions.get": _get,
            f"{path}.versions.enable": _set(True),
            f"{path}.versions.disable": _set(False),
            f"{path}.versions.destroy": _set(False, destroyed=True),
        }.items()
    },
    package="google.cloud.secretmanager.v1",
)
