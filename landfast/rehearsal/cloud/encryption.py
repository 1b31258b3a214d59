"""Customer-managed keys: which ones a resource names, and who may encrypt with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from landfast.provider.facts import facts
from landfast.provider.values import Object
from landfast.rehearsal.cloud.iam import Grants
from landfast.rehearsal.cloud.store import Store, StoredResource

KEY = "google_kms_crypto_key"
ROLES = frozenset(
    (
        "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        "roles/cloudkms.cryptoKeyEncrypterDecrypterViaDelegation",
        "roles/cloudkms.cryptoOperator",
    )
)


# Keys that the facts don't know.
MORE_PATHS = {"google_gke_backup_backup_plan": ("backup_config.encryption_key.gcp_kms_encryption_key",)}
# The facts go by the names of attributes: the name of a header or a parameter is none of a key, nor is a choice (what
# becomes of the keys of objects that Storage Transfer copies).
OF_APIS = "api_key_config."
# Services that make disks of Compute Engine's; Workbench asks for the key itself, too.
ON_DISKS = {
    "container.googleapis.com": ("compute.googleapis.com",),
    "notebooks.googleapis.com": ("compute.googleapis.com", "notebooks.googleapis.com"),
}


def key_paths(type_name: str) -> tuple[str, ...]:
    """Paths of the attributes that name a resource's keys."""
    known = facts(type_name)
    paths = MORE_PATHS.get(type_name) or known.cmek_attributes
    return tuple(path for path in paths if OF_APIS not in path and "enum" not in known.attributes.get(path, {}))


def encrypting(api: str, path: str) -> tuple[str, ...]:
    """The APIs whose agents use the key at a path of a resource of `api`."""
    return ON_DISKS.get(api, (api,)) if "disk" in path else (api,)


def key_names(values: Object, paths: Iterable[str]) -> Iterator[str]:
    """Names of the keys at the paths (`encryption.default_kms_key_name`), without their versions."""
    for path in paths:
        for value in _at(values, path.split(".")):
            if isinstance(value, str) and value:
                yield value.partition("/cryptoKeyVersions/")[0]


def may_encrypt(store: Store, key: StoredResource, email: str) -> bool:
    """Whether an account is granted the use of a key, on the key, its ring or its project."""
    wanted = f"serviceAccount:{email}".lower()
    levels = (
        ("google_kms_crypto_key", key.name),
        ("google_kms_key_ring", str(key.fields["key_ring"])),
        ("google_project", f"projects/{key.project}"),
    )
    return any(
        grant.role in ROLES and grant.member.lower() == wanted
        for type_, name in levels
        for grant in Grants(store).of(type_, name)
    )


def _at(value: Any, path: list[str]) -> Iterator[Any]:
    if isinstance(value, list):
        for element in value:
            yield from _at(element, path)
    elif not path:
        yield value
    elif isinstance(value, dict):
        yield from _at(value.get(path[0]), path[1:])
