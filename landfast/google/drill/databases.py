"""An instance of Cloud SQL: its newest backup is restored into an instance of its own, which is deleted again.

https://cloud.google.com/sql/docs/postgres/backup-recovery/restoring#projectid
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from landfast.core.errors import UserError
from landfast.google.api import GoogleApi
from landfast.google.drill.restored import Restored, now, text_of

SQL = "https://sqladmin.googleapis.com/sql/v1beta4"
SUCCESSFUL = "SUCCESSFUL"
DRILL = "-drill-"
# What the instance that is restored into takes over: the rest would cost, keep backups, or stand in the way of its end.
# It has to be of the same engine, and at least as large: https://cloud.google.com/sql/docs/postgres/backup-recovery/restore
SETTINGS = ("tier", "edition", "dataDiskType", "dataDiskSizeGb", "databaseFlags", "ipConfiguration", "userLabels")
# What the API tells of a database, and of a user. Rows it reads none: that takes a connection, from within the network.
# https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1beta4/databases
# https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1beta4/users
DATABASE, USER = ("name", "charset", "collation"), ("name", "host", "type")
# `database` or `user`, its name, and the rest.
Told = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatabaseDrill:
    """`name` as the configuration has it: an instance that was made again has an ending (`-2`)."""

    api: GoogleApi
    project: str
    name: str
    token: str

    @property
    def _instances(self) -> str:
        return f"{SQL}/projects/{self.project}/instances"

    def run(self) -> Restored:
        """Raises: UserError."""
        source = self._source()
        self.remove()
        begun = now()
        run, own = self._backup(str(source["name"]))
        moment = dt.datetime.fromisoformat(str(run["startTime"]))
        into = f"{self.name}{DRILL}{self.token}"
        began = time.monotonic()
        self.api.post(self._instances, _like(source, into))
        context = {"backupRunId": str(run["id"]), "instanceId": str(source["name"]), "project": self.project}
        self.api.post(f"{self._instances}/{into}/restoreBackup", {"restoreBackupContext": context})
        wanted, found = self._told(str(source["name"])), self._told(into)
        seconds = time.monotonic() - began
        said, differs = _compared(wanted, found)
        taken = "a backup on demand, as there was no automatic one" if own else "automatic backup"
        return Restored(
            backup=f"{taken}, run {run['id']}",
            into=f"{self.project}:{into}",
            moment=text_of(moment),
            rpo_seconds=None if own else max(0.0, (begun - moment).total_seconds()),
            rto_seconds=seconds,
            compared=said,
            whole=not differs,
            why=differs,
        )

    def remove(self) -> bool:
        """All instances that drills restored this one into; whether none is left. Raises: UserError."""
        for name in self._left():
            self.api.delete(f"{self._instances}/{name}")
        return not self._left()

    def _left(self) -> list[str]:
        names = (str(one["name"]) for one in self.api.pages(self._instances, "items"))
        return [name for name in names if name.startswith(f"{self.name}{DRILL}")]

    def _source(self) -> Mapping[str, Any]:
        own = re.compile(rf"{re.escape(self.name)}(-\d+)?")
        found = [one for one in self.api.pages(self._instances, "items") if own.fullmatch(str(one["name"]))]
        if not found:
            raise UserError(f"{self.project}:{self.name}: does not stand: `landfast up` makes it")
        return found[-1]

    def _backup(self, instance: str) -> tuple[Mapping[str, Any], bool]:
        """The newest that succeeded, and whether it had to be taken for the drill. Raises: UserError."""
        runs = f"{self._instances}/{instance}/backupRuns"
        found = self._newest(runs, automatic=True)
        if found is not None:
            return found, False
        self.api.post(runs, {"description": f"landfast drill {self.token}"})
        taken = self._newest(runs, automatic=False)
        if taken is None:
            raise UserError(f"{self.project}:{instance}: no backup of it has succeeded: look at its operations")
        return taken, True

    def _newest(self, runs: str, *, automatic: bool) -> Mapping[str, Any] | None:
        found = [one for one in self.api.pages(runs, "items") if one.get("status") == SUCCESSFUL]
        right = [one for one in found if not automatic or one.get("type") == "AUTOMATED"]
        return max(right, key=lambda one: str(one["startTime"]), default=None)

    def _told(self, instance: str) -> frozenset[Told]:
        """All that the API tells of what is in an instance, which is what a backup holds and no setting."""
        place = f"{self._instances}/{instance}"
        databases = self.api.pages(f"{place}/databases", "items")
        users = self.api.pages(f"{place}/users", "items")
        return frozenset(
            (
                *(("database", *(str(one.get(key, "")) for key in DATABASE)) for one in databases),
                *(("user", *(str(one.get(key, "")) for key in USER)) for one in users),
            )
        )


def _compared(wanted: frozenset[Told], found: frozenset[Told]) -> tuple[str, str]:
    """What was compared, and what differs ("": nothing)."""
    parts = []
    for kind, with_what in (("database", "character set and collation"), ("user", "host and type")):
        there = [one for one in wanted if one[0] == kind]
        back = sorted(one[1] for one in there if one in found)
        parts.append(f"{len(back)} of {len(there)} {kind}s with {with_what}: {', '.join(back) or 'none'}")
    parts.append("no rows, which Cloud SQL's API does not read")
    if not any(one[0] == "database" for one in wanted):
        return "; ".join(parts), "it has no database"
    names = {one[:2] for one in found}
    gone = [" ".join(one[:2]) for one in sorted(wanted - found) if one[:2] not in names]
    other = [" ".join(one[:2]) for one in sorted(wanted - found) if one[:2] in names]
    said = [f"the backup has no {', '.join(gone)}"] if gone else []
    return "; ".join(parts), "; ".join([*said, *([f"{', '.join(other)} came back otherwise"] if other else [])])


def _like(source: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An instance that can take the source's backup: as safe, of one zone, without backups or protection of its own."""
    settings = {key: source["settings"][key] for key in SETTINGS if key in source["settings"]}
    own = {"availabilityType": "ZONAL", "deletionProtectionEnabled": False, "backupConfiguration": {"enabled": False}}
    made = {"name": name, "region": source["region"], "databaseVersion": source["databaseVersion"]}
    key = (source.get("diskEncryptionConfiguration") or {}).get("kmsKeyName")
    return {
        **made,
        "settings": {**settings, **own},
        **({"diskEncryptionConfiguration": {"kmsKeyName": key}} if key else {}),
    }
