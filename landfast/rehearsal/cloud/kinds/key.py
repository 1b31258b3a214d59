"""Cloud KMS: keys and rings stay for ever; what a delete destroys are a key's versions."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Taken
from landfast.rehearsal.cloud.store import Store, StoredResource

THIRTY_DAYS = f"{30 * 24 * 3600}s"


def _computed(call: Call) -> Object:
    fields = call.fields
    symmetric = fields.get("purpose") in (None, "ENCRYPT_DECRYPT") and not fields.get("skip_initial_version_creation")
    name = f"{fields['key_ring']}/cryptoKeys/{fields['name']}/cryptoKeyVersions/1"
    return {
        "primary": [{"name": name, "state": "ENABLED"}] if symmetric else [],
        "destroy_scheduled_duration": THIRTY_DAYS,
        "version_template": [{"algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION", "protection_level": "SOFTWARE"}],
    }


def _versions_destroyed(call: Call, store: Store) -> None:
    """Nothing can be encrypted or decrypted with the key any more."""
    fields = {**(call.before or {}), "primary": [], "rotation_period": None}
    store.put(StoredResource(call.type, call.name, call.project, fields))


def _kept(_call: Call, _store: Store) -> None:
    """The API has no way to delete a key ring."""


BEHAVIOURS = {
    "google_kms_crypto_key": Behaviour(
        computed=_computed, deleted=_versions_destroyed, taken=Taken("CryptoKey {name} already exists.")
    ),
    "google_kms_key_ring": Behaviour(deleted=_kept, taken=Taken("KeyRing {name} already exists.")),
}
