"""Cloud KMS: keys and rings stay for ever; what a delete destroys are a key's versions."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import first
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Taken
from landfast.rehearsal.cloud.refusal import bad_request
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


# https://cloud.google.com/kms/docs/algorithms: how an algorithm of each purpose begins; one of EXTERNAL keys, too.
ALGORITHMS = {
    "ENCRYPT_DECRYPT": ("GOOGLE_SYMMETRIC_ENCRYPTION", "EXTERNAL_SYMMETRIC_ENCRYPTION"),
    "ASYMMETRIC_SIGN": ("RSA_SIGN_", "EC_SIGN_", "PQ_SIGN_"),
    "ASYMMETRIC_DECRYPT": ("RSA_DECRYPT_",),
    "MAC": ("HMAC_",),
    "RAW_ENCRYPT_DECRYPT": ("AES_",),
    "KEY_ENCAPSULATION": ("ML_KEM_", "KEM_"),
}
EXTERNAL = ("EXTERNAL", "EXTERNAL_VPC")


def _made_of(call: Call, _store: Store) -> None:
    """Purpose, algorithm and protection go together."""
    if call.verb != "create":
        return
    purpose = call.text("purpose") or "ENCRYPT_DECRYPT"
    template = first(call.fields.get("version_template"))
    algorithm, level = str(template.get("algorithm") or ""), str(template.get("protection_level") or "")
    if call.text("rotation_period") and purpose != "ENCRYPT_DECRYPT":
        raise bad_request(f"Rotation is not supported for keys with the purpose {purpose}.")
    if purpose in ALGORITHMS and not algorithm.startswith(ALGORITHMS[purpose]):
        raise bad_request(f"The algorithm '{algorithm}' is not valid for keys with the purpose {purpose}.")
    if algorithm.startswith("EXTERNAL_") != (level in EXTERNAL):
        raise bad_request(f"The protection level {level} is not supported for the algorithm {algorithm}.")
    if level == "EXTERNAL_VPC" and not call.text("crypto_key_backend"):
        raise bad_request("Keys with the protection level EXTERNAL_VPC need a crypto_key_backend.")
    skipped = call.fields.get("skip_initial_version_creation")
    if (level in EXTERNAL or call.fields.get("import_only")) and not skipped:
        raise bad_request("Keys that are external or only imported need skip_initial_version_creation.")
    if call.text("rotation_period") and level in EXTERNAL:
        raise bad_request(f"Rotation is not supported for keys with the protection level {level}.")


def _versions_destroyed(call: Call, store: Store) -> None:
    """Nothing can be encrypted or decrypted with the key any more."""
    fields = {**(call.before or {}), "primary": [], "rotation_period": None}
    store.put(StoredResource(call.type, call.name, call.project, fields))


def _kept(_call: Call, _store: Store) -> None:
    """The API has no way to delete a key ring."""


BEHAVIOURS = {
    "google_kms_crypto_key": Behaviour(
        computed=_computed,
        refuses=(_made_of,),
        deleted=_versions_destroyed,
        taken=Taken("CryptoKey {name} already exists."),
    ),
    "google_kms_key_ring": Behaviour(deleted=_kept, taken=Taken("KeyRing {name} already exists.")),
}
