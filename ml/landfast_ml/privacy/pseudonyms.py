"""What happens to personal columns before a row leaves the raw bucket: keyed pseudonyms, dates cut to the month."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landfast_ml.clients import at_place, by_rest
from landfast_ml.contract.columns import Case, Column
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.privacy.hashed_text import hashed_text
from landfast_ml.privacy.identifiers import normal_identifier

if TYPE_CHECKING:
    import pandas as pd

KEY_BYTES = 32


def pseudonym_key(job: Job) -> bytes:
    """The environment's key: from the regional Secret Manager in the cloud, from a file of this user alone here."""
    if job.target == "cloud":
        return _cloud_key(*_cloud(job), "latest")
    return _local_key(_key_file(job))


def pseudonym_keys(job: Job) -> list[bytes]:
    """Every key that there has been, the current one first: what was recorded under an old one is found by it."""
    if job.target == "cloud":
        client, secret = _cloud(job)
        listed = client.list_secret_versions(parent=secret, filter="state:ENABLED")
        numbers = sorted((int(one.name.rsplit("/", 1)[-1]) for one in listed), reverse=True)
        return [_cloud_key(client, secret, str(number)) for number in numbers]
    return [pseudonym_key(job), *(_local_key(path) for path in reversed(_old_key_files(job)))]


def rotate_key(job: Job) -> str:
    """A new key for all pseudonyms from now on; returns its id. The old one is kept, to find what it recorded."""
    key = secrets.token_bytes(KEY_BYTES)
    if job.target == "cloud":
        client, secret = _cloud(job)
        client.add_secret_version(parent=secret, payload={"data": key})
        return key_id(key)
    path = _key_file(job)
    pseudonym_key(job)
    os.link(path, path.with_name(f"{path.name}.{len(_old_key_files(job)) + 1:04d}"))
    partial = path.with_name(f".{path.name}")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
    partial.replace(path)
    return key_id(key)


def key_id(key: bytes) -> str:
    """Tells two keys apart without saying anything about either."""
    return hmac.new(key, b"key-id", hashlib.sha256).hexdigest()[:12]


def pseudonym(key: bytes, value: str, case: Case = "keep") -> str:
    """The same person gives the same pseudonym under one key; without the key nobody can try names out.

    `case` is the subject's, as declared; of any other value capitals tell.
    """
    person = normal_identifier(value, case)
    return hmac.digest(key, person.encode(), "sha256").hex()[:32] if person else ""


def protected(texts: pd.DataFrame, columns: Iterable[Column], key: bytes) -> pd.DataFrame:
    """These columns as they may leave the raw bucket."""
    declared = tuple(columns)
    kept = texts.loc[:, [column.name for column in declared]].copy()
    for column in declared:
        if column.protection != "keep":
            values = texts[column.name]
            kept[column.name] = values.map(
                {one: protected_value(column.protection, one, key, column.case) for one in values.unique()}
            )
    return kept


def protected_value(protection: str, value: str, key: bytes, case: Case = "keep") -> str:
    """One value as it may leave the raw bucket."""
    if protection == "month":
        return month(value)
    return hashed_text(value) if protection == "hashed" else pseudonym(key, value, case)


def month(value: str) -> str:
    """`2026-03-17` becomes `2026-03`: the day is not needed, so it does not leave."""
    return value.strip()[:7]


def _key_file(job: Job) -> Path:
    return job.environment_store / "secrets" / "pseudonym-key"


def _old_key_files(job: Job) -> list[Path]:
    """Oldest first."""
    path = _key_file(job)
    return sorted(path.parent.glob(f"{path.name}.*"))


def _local_key(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            raise ProjectError(f"{path} can be read by others: `chmod 600 {path}`") from None
        key = path.read_bytes()
        if len(key) != KEY_BYTES:
            raise ProjectError(f"{path} is no key of {KEY_BYTES} bytes: remove it, a run makes another") from None
        return key
    with os.fdopen(handle, "wb") as file:
        key = secrets.token_bytes(KEY_BYTES)
        file.write(key)
    return key


def _cloud(job: Job) -> tuple[Any, str]:
    """A client of Secret Manager, and the name of the secret."""
    try:
        from google.cloud import secretmanager
    except ImportError:
        raise ProjectError("Secret Manager's client is missing: install requirements-cloud.lock") from None
    environment = job.environment
    # A regional secret is answered by its region's own address alone.
    service = f"secretmanager.{environment.region}.rep" if environment.regional_hosts else "secretmanager"
    client = secretmanager.SecretManagerServiceClient(
        client_options={"api_endpoint": at_place(environment.host(service))}, **by_rest()
    )
    return client, job.environment.pseudonym_secret


def _cloud_key(client: Any, secret: str, version: str) -> bytes:
    data: bytes = client.access_secret_version(name=f"{secret}/versions/{version}").payload.data
    return data
