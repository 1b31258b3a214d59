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
        wanted, found = self._databases(str(source["name"])), self._databases(into)
        seconds = time.monotonic() - began
        missing = sorted(wanted - found)
        taken = "a backup on demand, as there was no automatic one" if own else "automatic backup"
        return Restored(
            backup=f"{taken}, run {run['id']}",
            into=f"{self.project}:{into}",
            moment=text_of(moment),
            rpo_seconds=None if own else max(0.0, (begun - moment).total_seconds()),
            rto_seconds=seconds,
            compared=f"{len(found)} of {len(wanted)} databases: {', '.join(sorted(found)) or 'none'}",
            whole=bool(wanted) and not missing,
            why=f"the backup has no {', '.join(missing)}" if missing else "" if wanted else "it has no database",
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

    def _databases(self, instance: str) -> set[str]:
        return {str(one["name"]) for one in self.api.pages(f"{self._instances}/{instance}/databases", "items")}


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
