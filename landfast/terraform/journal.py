"""Remembers what an apply was about to make, and what a destroy left in the cloud, until the state knows.

An engine that is killed between the cloud's create and the state's write leaves a resource that no state names. The
journal names it, so that the next run can adopt it, and nothing else: what no record names belongs to someone else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from landfast.core.errors import UserError
from landfast.core.files import to_json, write
from landfast.provider.facts import import_id
from landfast.terraform.messages import started_creates

FORMAT = 1
# A destroy leaves these in the cloud: a project can be restored for 30 days, Cloud KMS deletes no key or key ring.
# (https://cloud.google.com/resource-manager/docs/creating-managing-projects#shutting_down_projects,
#  https://cloud.google.com/kms/docs/destroy-restore)
LEFT_BEHIND = frozenset({"google_project", "google_kms_key_ring", "google_kms_crypto_key"})
# Abandoned because they go with what they are in: the database's instance, the network.
GONE_WITH_PARENT = frozenset({"google_sql_database", "google_sql_user", "google_service_networking_connection"})


class Journal:
    """The records of one stack: `apply.json` (an apply that has not ended well), `retired.json` (what was left)."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._apply = folder / "apply.json"
        self._retired = folder / "retired.json"
        self._log = log

    def claims(self) -> dict[str, str]:
        """Address -> import id (empty if not known) of what stands, or may stand, without the state knowing."""
        return {**_read(self._retired), **self.unfinished()}

    def begin(self, plan: Mapping[str, Any]) -> None:
        """Before an apply: notes what it will make. Of what was unfinished only what it adopts stays noted: the rest
        has been looked for, and does not stand."""
        creates = {address: id_or_nothing(kind, values) for address, kind, values in creations(plan)}
        adopted = imported(plan)
        claims = {address: known for address, known in self.unfinished().items() if address in adopted}
        write(self._apply, to_json({"format": FORMAT, "claims": claims, "creates": creates}))
        # Killed just before this line: the old log names what `claims` has, or what stands in the state.
        self._log.unlink(missing_ok=True)

    def finish(self, plan: Mapping[str, Any]) -> None:
        """After an apply that went through: nothing is unfinished, and what it made or adopted is not left over."""
        kept = {address for address, _kind, _values in creations(plan)} | set(imported(plan))
        retired = {address: known for address, known in _read(self._retired).items() if address not in kept}
        self._write_retired(retired)
        self._apply.unlink(missing_ok=True)

    def retire(self, plan: Mapping[str, Any]) -> None:
        """Before a destroy: notes what the cloud will keep of it."""
        kept = {}
        for change in plan.get("resource_changes", ()):
            before = change["change"].get("before") or {}
            abandoned = before.get("deletion_policy") == "ABANDON" and change["type"] not in GONE_WITH_PARENT
            if change["change"]["actions"] == ["delete"] and (change["type"] in LEFT_BEHIND or abandoned):
                kept[change["address"]] = id_or_nothing(change["type"], with_defaults(plan, before))
        self._write_retired(_read(self._retired) | kept)

    def forget_apply(self) -> None:
        """After a destroy that went through: nothing is unfinished."""
        self._apply.unlink(missing_ok=True)

    def unfinished(self) -> dict[str, str]:
        """Address -> import id of what an apply that did not end well may have made without the state knowing."""
        if not self._apply.is_file():
            return {}
        record = json.loads(self._apply.read_bytes())
        log = self._log.read_bytes() if self._log.is_file() else b""
        # Made, says the log, is not yet known, says the state: a remote one is written every few seconds only.
        made = {address: record["creates"].get(address, "") for address in started_creates(log)}
        found: dict[str, str] = record["claims"] | made
        return found

    def _write_retired(self, retired: Mapping[str, str]) -> None:
        if retired:
            write(self._retired, to_json({"format": FORMAT, "retired": dict(retired)}))
        else:
            self._retired.unlink(missing_ok=True)


def creations(plan: Mapping[str, Any]) -> Iterable[tuple[str, str, dict[str, Any]]]:
    """Address, type and planned values of what a plan will make."""
    for change in plan.get("resource_changes", ()):
        if "create" in change["change"]["actions"] and change.get("mode", "managed") == "managed":
            yield change["address"], change["type"], with_defaults(plan, change["change"].get("after") or {})


def imported(plan: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Address -> change, of what a plan will import."""
    changes = {change["address"]: change["change"] for change in plan.get("resource_changes", ())}
    return {address: change for address, change in changes.items() if change.get("importing")}


def with_defaults(plan: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a resource, with the provider's project, region and zone where it has none of its own."""
    provider = plan.get("configuration", {}).get("provider_config", {}).get("google", {}).get("expressions", {})
    given = {name: provider.get(name, {}).get("constant_value") for name in ("project", "region", "zone")}
    own = {name: value for name, value in values.items() if value is not None}
    return {name: value for name, value in given.items() if value} | own


def id_or_nothing(kind: str, values: Mapping[str, Any]) -> str:
    """The id to import a resource by; empty if it can't be known yet, or the type can't be imported."""
    try:
        return import_id(kind, values)
    except UserError:
        return ""


def _read(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    found: dict[str, str] = json.loads(path.read_bytes())["retired"]
    return found
