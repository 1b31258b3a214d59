"""What stands in the rehearsal cloud: SQLite, one row a resource or grant, durable when a write returns."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landfast.core.errors import UserError
from landfast.core.faults import machines_words
from landfast.core.files import shown
from landfast.provider.values import Object, from_json, to_json

DAMAGED = ("malformed", "not a database")
# Raise it when rows change their form: an older store is refused, in words.
FORMAT = 2
# Rows of what stands above this cloud, or pays for it: whoever rehearses says so.
GIVEN_FOLDER, GIVEN_ORGANIZATION, GIVEN_ACCOUNT = "given_folder", "given_organization", "given_billing_account"
GIVEN = {"folders": GIVEN_FOLDER, "organizations": GIVEN_ORGANIZATION, "billingAccounts": GIVEN_ACCOUNT}
SCHEMA = """
CREATE TABLE resource (
    type TEXT NOT NULL, name TEXT NOT NULL, project TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    fields TEXT NOT NULL, PRIMARY KEY (type, project, name)
) WITHOUT ROWID;
CREATE INDEX resource_project ON resource (project);
CREATE INDEX resource_name ON resource (name);
CREATE TABLE iam (
    type TEXT NOT NULL, name TEXT NOT NULL, project TEXT NOT NULL, role TEXT NOT NULL, member TEXT NOT NULL,
    condition TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (type, name, role, member, condition, deleted)
) WITHOUT ROWID;
CREATE INDEX iam_project ON iam (project);
CREATE TABLE served (type TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE fault (key TEXT PRIMARY KEY, used INTEGER NOT NULL) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class StoredResource:
    """One resource of the cloud. `deleted`: soft-deleted (a project in its 30 days), its name is still taken."""

    type: str
    name: str
    project: str
    fields: Object
    deleted: bool = False


def anew(store: Path) -> str:
    """How to start a rehearsal again."""
    return f"start the rehearsal again, nothing of Google's is lost: rm -r {shown(store.parent)} && landfast up"


class Store:
    """Resources by type, project and name. Safe for the threads of one process and for several processes."""

    def __init__(self, path: Path) -> None:
        """Raises UserError for a store that an older landfast wrote."""
        self._lock = threading.RLock()
        self._depth = 0
        # What SQLite writes beside it has the mode of the file itself.
        path.touch(mode=0o600)
        path.chmod(0o600)
        self._path = path
        with self._told():
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
        try:
            with self._told():
                self._connection.execute("PRAGMA journal_mode = WAL")
                # A create is durable when it is answered, also over a power cut.
                self._connection.execute("PRAGMA synchronous = FULL")
                self._prepare(path)
        except (UserError, OSError):
            self.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Says in words what keeps SQLite from reading and writing, if a person can mend it."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            known = machines_words(str(error), self._path)
            if known is not None:
                raise known from error
            if any(words in str(error) for words in DAMAGED):
                raise UserError(f"{shown(self._path)}: is damaged ({error}); {anew(self._path)}") from error
            raise

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens at once or not at all; may be nested."""
        with self._lock, self._told():
            if self._depth == 0:
                self._connection.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                if self._depth == 1:
                    self._connection.execute("ROLLBACK")
                raise
            else:
                if self._depth == 1:
                    self._connection.execute("COMMIT")
            finally:
                self._depth -= 1

    def rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self._lock, self._told():
            return self._connection.execute(sql, values).fetchall()

    def write(self, sql: str, values: tuple[Any, ...] = ()) -> None:
        """One statement, in a transaction."""
        with self.transaction():
            self._connection.execute(sql, values)

    def get(self, type_: str, name: str, project: str | None = None) -> StoredResource | None:
        """The standing resource, None if there is none or it is soft-deleted.

        Names of a few types (`google_logging_metric`) are unique in their project only: give it for those.
        """
        found = self._find(type_, name, project, deleted=0)
        return found[0] if found else None

    def list(self, type_: str | None = None, project: str | None = None) -> Sequence[StoredResource]:
        """Standing resources by type and project, in the order of their types and names."""
        where, values = "deleted = 0", list[str]()
        for column, value in (("type", type_), ("project", project)):
            if value is not None:
                where += f" AND {column} = ?"
                values.append(value)
        return self._query(where, tuple(values))

    def page(self, type_: str, project: str | None, under: str, after: str, most: int) -> Sequence[StoredResource]:
        """The first standing resources of a type whose names begin with `under` and come after `after`; -1: all.

        A page costs what is on it, however many others stand.
        """
        where, values = (
            "type = ? AND deleted = 0 AND name > ? AND name < ?",
            [type_, max(after, under), under + "\U0010ffff"],
        )
        if project is not None:
            where += " AND project = ?"
            values.append(project)
        return self._query(where, tuple(values), most)

    def under(self, type_: str, above: str, project: str | None = None) -> Sequence[StoredResource]:
        """All standing resources of a type whose names begin with a path and a slash, in the order of their names."""
        return self.page(type_, project, f"{above}/", "", -1)

    def any(self, name: str) -> bool:
        """Whether a standing resource of any type has this name."""
        return bool(self._query("name = ? AND deleted = 0", (name,)))

    def deleted(self, type_: str, name: str) -> StoredResource | None:
        """The soft-deleted resource."""
        found = self._find(type_, name, None, deleted=1)
        return found[0] if found else None

    def gone(self, type_: str) -> Sequence[StoredResource]:
        """All soft-deleted resources of a type."""
        return self._query("type = ? AND deleted = 1", (type_,))

    def put(self, resource: StoredResource) -> None:
        row = (resource.type, resource.name, resource.project, int(resource.deleted), to_json(resource.fields))
        self.write("INSERT OR REPLACE INTO resource VALUES (?, ?, ?, ?, ?)", row)

    def give(self, name: str, parent: str = "") -> None:
        """`folders/N`, `organizations/N`, `billingAccounts/ID` stands though nothing here has made it."""
        self.put(StoredResource(GIVEN[name.partition("/")[0]], name, "", {"name": name, "parent": parent}))

    def delete(self, resource: StoredResource) -> None:
        key = (resource.type, resource.project, resource.name)
        self.write("DELETE FROM resource WHERE type = ? AND project = ? AND name = ?", key)

    def delete_project(self, project: str) -> None:
        """Shuts down a project: it and all that is in it is soft-deleted."""
        self._mark_project(project, deleted=1)

    def undelete_project(self, project: str) -> None:
        """Restores a project with all that was in it when it was shut down."""
        self._mark_project(project, deleted=0)

    def blob(self, name: str) -> bytes | None:
        """The data of an object, None if it is not kept."""
        if not self.rows("SELECT name FROM sqlite_master WHERE name = 'blob'"):
            return None
        found = self.rows("SELECT data FROM blob WHERE name = ?", (name,))
        return bytes(found[0][0]) if found else None

    def put_blob(self, name: str, data: bytes | None) -> None:
        """Keeps the data of an object; None: no longer."""
        # Only where objects are sent: older stores, and most, have none.
        self.write("CREATE TABLE IF NOT EXISTS blob (name TEXT PRIMARY KEY, data BLOB NOT NULL)")
        if data is None:
            self.write("DELETE FROM blob WHERE name = ?", (name,))
        else:
            self.write("INSERT OR REPLACE INTO blob VALUES (?, ?)", (name, data))

    def served_types(self, wanted: Iterable[str]) -> frozenset[str]:
        """The wanted types and all that were ever wanted: a state may still hold one that no configuration names."""
        with self.transaction():
            self._connection.executemany("INSERT OR IGNORE INTO served VALUES (?)", [(name,) for name in wanted])
            return frozenset(row[0] for row in self._connection.execute("SELECT type FROM served"))

    def use_fault(self, key: str, times: int) -> bool:
        """Counts one use of a fault, over restarts too; false if it has been used `times` times."""
        with self.transaction():
            row = self._connection.execute("SELECT used FROM fault WHERE key = ?", (key,)).fetchone()
            used = row[0] if row else 0
            if used >= times:
                return False
            self._connection.execute("INSERT OR REPLACE INTO fault VALUES (?, ?)", (key, used + 1))
            return True

    def _prepare(self, path: Path) -> None:
        """Makes the tables of a new store."""
        if self._format() == FORMAT:
            return
        with self.transaction():
            found = self._format()
            if found == FORMAT:
                return
            if found or self.rows("SELECT name FROM sqlite_master"):
                raise UserError(
                    f"{path}: written by another version of landfast (format {found or 1}, this one reads {FORMAT}) - "
                    f"take the environment down with that version, or {anew(path)}"
                )
            for statement in SCHEMA.split(";"):
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {FORMAT}")

    def _format(self) -> int:
        return int(self.rows("PRAGMA user_version")[0][0])

    def _mark_project(self, project: str, deleted: int) -> None:
        with self.transaction():
            self.write("UPDATE resource SET deleted = ? WHERE project = ?", (deleted, project))
            self.write("UPDATE OR REPLACE iam SET deleted = ? WHERE project = ?", (deleted, project))

    def _find(self, type_: str, name: str, project: str | None, deleted: int) -> Sequence[StoredResource]:
        if project is None:
            return self._query("type = ? AND name = ? AND deleted = ?", (type_, name, deleted))
        where = "type = ? AND name = ? AND project = ? AND deleted = ?"
        return self._query(where, (type_, name, project, deleted))

    def _query(self, where: str, values: tuple[Any, ...], most: int = -1) -> Sequence[StoredResource]:
        # `where` is one of the constant texts above, never a caller's.
        columns, order = "type, name, project, fields, deleted", f"ORDER BY type, name LIMIT {most:d}"
        sql = f"SELECT {columns} FROM resource WHERE {where} {order}"  # noqa: S608
        return [
            StoredResource(row[0], row[1], row[2], from_json(row[3]), bool(row[4])) for row in self.rows(sql, values)
        ]
