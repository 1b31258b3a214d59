"""Secrets, global and of a region, and their versions, which are numbered."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime

from landfast.gcp.regions import catalogue
from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import blocks
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour, Taken
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.cloud.store import Store

ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}")


def _numbered(fields: Object, attempt: int) -> tuple[str, Object]:
    name = f"{fields['secret']}/versions/{attempt + 1}"
    return name, {"name": name}


def _computed(call: Call) -> Object:
    name = str(call.fields["name"])
    return {"version": name.rsplit("/", 1)[-1], "project": name.split("/")[1]}


def _with_number(call: Call) -> Object:
    """Google answers with the project's number: https://cloud.google.com/secret-manager/docs/reference/rest"""
    parts = call.name.split("/")
    return {"name": "/".join(["projects", project_number(parts[1]), *parts[2:]])}


def _replicated(call: Call, _store: Store) -> None:
    """https://cloud.google.com/secret-manager/docs/choosing-replication: in regions, each of them once."""
    found = blocks(call.fields, "replication", "user_managed", "replicas") if call.verb == "create" else ()
    for place, count in Counter(str(replica.get("location")) for replica in found).items():
        if place not in catalogue():
            raise bad_request(f"The replica location '{place}' is not a region that secrets are kept in.")
        if count > 1:
            raise bad_request(f"The replica location '{place}' is there {count} times.")


def _expires(call: Call, _store: Store) -> None:
    """https://cloud.google.com/secret-manager/docs/secret-expiration"""
    text = call.text("expire_time") if call.writes and call.changed("expire_time") else ""
    if text and datetime.fromisoformat(text) <= datetime.now(UTC):
        raise bad_request(f"The expire_time of the secret must be in the future, not {text}.")


def _aliased(call: Call, _store: Store) -> None:
    """https://cloud.google.com/secret-manager/docs/assign-alias-to-secret-version: no number, which is a version's."""
    for name in call.fields.get("version_aliases") or {} if call.writes else ():
        if not ALIAS.fullmatch(str(name)) or name in ("latest", "NEW"):
            raise bad_request(
                f"Invalid version alias '{name}': a letter, then letters, digits, dashes, underscores; not latest."
            )


def _in_a_region(call: Call, _store: Store) -> None:
    """https://cloud.google.com/secret-manager/docs/regional-secrets-overview"""
    if call.verb == "create" and call.text("location") not in catalogue():
        raise bad_request(f"The location '{call.text('location')}' is not a region that secrets are kept in.")


def _version(of: str) -> Behaviour:
    return Behaviour(named=_numbered, computed=_computed, refers={"secret": of})


BEHAVIOURS = {
    "google_secret_manager_secret": Behaviour(
        inside=_with_number, refuses=(_replicated, _expires, _aliased), taken=Taken("Secret [{name}] already exists.")
    ),
    "google_secret_manager_regional_secret": Behaviour(
        inside=_with_number, refuses=(_in_a_region, _expires, _aliased), taken=Taken("Secret [{name}] already exists.")
    ),
    "google_secret_manager_secret_version": _version("google_secret_manager_secret"),
    "google_secret_manager_regional_secret_version": _version("google_secret_manager_regional_secret"),
}
