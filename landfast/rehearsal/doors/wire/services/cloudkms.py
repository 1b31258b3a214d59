"""Cloud KMS: key rings, keys and their versions. Nothing is encrypted: that would be made up (501)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import first
from landfast.rehearsal.cloud.kinds.key import THIRTY_DAYS
from landfast.rehearsal.cloud.records import clock, record_of
from landfast.rehearsal.cloud.refusal import bad_request, not_found
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.contents import content_of
from landfast.rehearsal.doors.wire.definition import Collection, Service
from landfast.rehearsal.doors.wire.pages import page_of

KEYS = "projects.locations.keyRings.cryptoKeys"
VERSIONS = f"{KEYS}.cryptoKeyVersions"
KEY, VERSION = "google_kms_crypto_key", "key_version"
ENABLED, DISABLED, SCHEDULED = "ENABLED", "DISABLED", "DESTROY_SCHEDULED"


def _key(asked: Asked) -> StoredResource:
    name = asked.path.partition("/cryptoKeyVersions")[0]
    found = asked.store.get(KEY, name)
    if found is None:
        raise not_found(f"CryptoKey {name} not found.")
    return found


def _noted(asked: Asked) -> StoredResource:
    """The key, its first version in the store: Google makes that with the key, whoever asked for it."""
    key = _key(asked)
    first_ = f"{key.name}/cryptoKeyVersions/1"
    if key.fields.get("skip_initial_version_creation") or asked.store.get(VERSION, first_) is not None:
        return key
    state = ENABLED if key.fields.get("primary") or key.fields.get("purpose") != "ENCRYPT_DECRYPT" else SCHEDULED
    _put_version(asked, key, 1, state, record_of(key.fields).get("created") or clock())
    return key


def _put_version(asked: Asked, key: StoredResource, number: int, state: str, created: str) -> Object:
    """A version as the key's template says."""
    template = first(key.fields.get("version_template"))
    content: Object = {
        "name": f"{key.name}/cryptoKeyVersions/{number}",
        "state": state,
        "algorithm": template.get("algorithm"),
        "protectionLevel": template.get("protection_level"),
        "createTime": created,
    }
    asked.store.put(StoredResource(VERSION, content["name"], key.project, content))
    return content


def _list(asked: Asked) -> Object:
    _noted(asked)
    return page_of(asked, asked.path, asked.collection)


def _get(asked: Asked) -> Object:
    _noted(asked)
    return asked.standing().fields


def _create(asked: Asked) -> Object:
    key = _noted(asked)
    number = 1 + max((int(item.name.rsplit("/", 1)[-1]) for item in _versions(asked.store, key)), default=0)
    return _put_version(asked, key, number, ENABLED, clock())


def _destroy(asked: Asked) -> Object:
    key, found = _noted(asked), asked.standing()
    if found.fields["state"] not in (ENABLED, DISABLED):
        raise bad_request(f"{found.name} is not in a state that can be destroyed.", "failedPrecondition")
    if any(block.get("name") == found.name for block in key.fields.get("primary") or ()):
        asked.store.put(replace(key, fields={**key.fields, "primary": []}))
    return _put(asked, found, state=SCHEDULED, destroyTime=_when_destroyed(key))


def _when_destroyed(key: StoredResource) -> str:
    """https://cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings.cryptoKeys.cryptoKeyVersions"""
    seconds = int(str(key.fields.get("destroy_scheduled_duration") or THIRTY_DAYS).removesuffix("s"))
    destroyed = datetime.fromisoformat(clock()) + timedelta(seconds=seconds)
    return destroyed.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _restore(asked: Asked) -> Object:
    _noted(asked)
    found = asked.standing()
    if found.fields["state"] != SCHEDULED:
        raise bad_request(f"{found.name} is not scheduled for destruction.", "failedPrecondition")
    return _put(asked, found, state=DISABLED, destroyTime=None)


def _patch(asked: Asked) -> Object:
    _noted(asked)
    found, state = asked.standing(), asked.body.get("state")
    if state not in (ENABLED, DISABLED) or found.fields["state"] not in (ENABLED, DISABLED):
        raise bad_request(f"{found.name} can't be {state} now.", "failedPrecondition")
    return _put(asked, found, state=state)


def _primary(asked: Asked) -> Object:
    """https://cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings.cryptoKeys/updatePrimaryVersion"""
    key = _noted(asked)
    name = f"{key.name}/cryptoKeyVersions/{asked.body.get('cryptoKeyVersionId')}"
    version = asked.store.get(VERSION, name)
    if version is None or version.fields["state"] != ENABLED:
        raise bad_request(f"{name} is no enabled version of the key.", "failedPrecondition")
    changed = replace(key, fields={**key.fields, "primary": [{"name": name, "state": ENABLED}]})
    asked.store.put(changed)
    return content_of(asked, changed)


def _versions(store: Store, key: StoredResource) -> list[StoredResource]:
    return list(store.page(VERSION, key.project, f"{key.name}/", "", 10_000))


def _put(asked: Asked, found: StoredResource, **changed: str | None) -> Object:
    fields = {name: value for name, value in {**found.fields, **changed}.items() if value is not None}
    asked.store.put(replace(found, fields=fields))
    return fields


SERVICE = Service(
    "cloudkms.v1",
    (
        Collection("projects.locations.keyRings", "google_kms_key_ring"),
        Collection(KEYS, KEY, without=("delete",)),
        Collection(VERSIONS, VERSION, without=("delete",)),
    ),
    handlers={
        f"{VERSIONS}.list": _list,
        f"{VERSIONS}.get": _get,
        f"{VERSIONS}.create": _create,
        f"{VERSIONS}.patch": _patch,
        f"{VERSIONS}.destroy": _destroy,
        f"{VERSIONS}.restore": _restore,
        f"{KEYS}.updatePrimaryVersion": _primary,
    },
    package="google.cloud.kms.v1",
)
