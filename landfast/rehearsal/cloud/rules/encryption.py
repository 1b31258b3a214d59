"""A customer-managed key must stand, be where its resource is, and be granted to the service's agent."""

from __future__ import annotations

import re

from landfast.gcp.agents import agent_email
from landfast.gcp.locations import key_fits, product_of, region_of
from landfast.gcp.universes import universe_of
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.encryption import KEY, encrypting, key_names, key_paths, may_encrypt
from landfast.rehearsal.cloud.locations import places
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import Refusal, bad_request, forbidden, not_found
from landfast.rehearsal.cloud.store import Store, StoredResource

# https://cloud.google.com/kms/docs/getting-resource-ids
FORM = "projects/*/locations/*/keyRings/*/cryptoKeys/*"
NAME = re.compile(FORM.replace("*", "[^/]+"))


def check(call: Call, store: Store) -> None:
    if not call.writes or call.type.startswith("google_kms_"):
        return
    for path in key_paths(call.type):
        for name in key_names(call.fields, [path]):
            if name not in key_names(call.before or {}, [path]):
                _check_key(call, store, path, name)


def _check_key(call: Call, store: Store, path: str, name: str) -> None:
    if not NAME.fullmatch(name):
        raise bad_request(f"Invalid KMS key name '{name}': it must be {FORM}.", "invalid")
    key = store.get(KEY, name)
    if key is None:
        raise not_found(f"CryptoKey {name} not found.")
    if not key.fields.get("primary"):
        raise bad_request(f"{name} is not enabled, current state is: DESTROY_SCHEDULED.", "failedPrecondition")
    _check_place(call, key)
    for api in encrypting(call.kind.api, path):
        email = agent_email(api, project_number(call.project), universe_of(call.project))
        if email is not None and not may_encrypt(store, key, email):
            raise _denied(call, key, email)


def _check_place(call: Call, key: StoredResource) -> None:
    place = key.name.split("/")[3]
    for wanted in places(call.type, call.fields):
        if not key_fits(place, wanted, product_of(call.kind.api)):
            raise bad_request(
                f"Cloud KMS key '{key.name}' in location '{place}' cannot be used for a resource in location "
                f"'{region_of(wanted)}'.",
                "invalid",
            )


def _denied(call: Call, key: StoredResource, email: str) -> Refusal:
    api = call.kind.api
    if api == "storage.googleapis.com":
        return forbidden(
            "Permission denied on Cloud KMS key. Please ensure that your Cloud Storage service account has been "
            f"authorized to use this key. ({email} on {key.name})"
        )
    if api == "pubsub.googleapis.com":
        return bad_request(
            "Cloud Pub/Sub did not have the necessary permissions configured to support this operation. Please verify "
            f"that the service account {email} was granted the Cloud KMS CryptoKey Encrypter/Decrypter role for the "
            f"project containing the CryptoKey resource {key.name}.",
            "failedPrecondition",
        )
    return forbidden(
        f"Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource '{key.name}' (or it may not exist): "
        f"grant {email} the role roles/cloudkms.cryptoKeyEncrypterDecrypter."
    )
