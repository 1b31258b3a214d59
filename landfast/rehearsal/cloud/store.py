"""What stands in the rehearsal cloud: SQLite, one row a resource, durable when a write returns."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landfast.provider.values import Object, from_json, to_json

SCHEMA = """
CREATE TABLE IF NOT EXISTS resource (
    type TEXT NOT NULL, id TEXT NOT NULL, project TEXT NOT NULL, deleted INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL, PRIMARY KEY (type, project, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS resource_project ON resource (project);
CREATE INDEX IF NOT EXISTS resource_id ON resource (id);
CREATE TABLE IF NOT EXISTS served (type TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fault (key TEXT PRIMARY KEY, used INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class StoredResource:
    """One resource of the cloud. `deleted`: soft-deleted (a project in its 30 days), its id is still taken."""

    type: str
    id: str
    project: str
    body: Object
    deleted: bool = False


class Store:
    """Resources by type, project and id. Safe for the threads of one process and for several processes."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
        self._connection.execute("PRAGMA journal_mode = WAL")
        # A create is durable when it is answered, also over a power cut.
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.executescript(SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens at once or not at all; may be nested."""
        with self._lock:
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

    def get(self, type_: str, id_: str, project: str | None = None) -> StoredResource | None:
        """The standing resource, None if there is none or it is soft-deleted.

        Ids of a few types (`google_logging_metric`) are unique in their project only: give it for those.
        """
        found = self._find(type_, id_, project, deleted=0)
        return found[0] if found else None

    def list(self, type_: str | None = None, project: str | None = None) -> Sequence[StoredResource]:
        """Standing resources by type and project, in the order of their types and ids."""
        where, values = "deleted = 0", list[str]()
        for column, value in (("type", type_), ("project", project)):
            if value is not None:
                where += f" AND {column} = ?"
                values.append(value)
        return self._query(where, tuple(values))

    def any(self, id_: str) -> bool:
        """Whether a standing resource of any type has this id."""
        return bool(self._query("id = ? AND deleted = 0", (id_,)))

    def deleted(self, type_: str, id_: str) -> StoredResource | None:
        """The soft-deleted resource."""
        found = self._find(type_, id_, None, deleted=1)
        return found[0] if found else None

    def put(self, resource: StoredResource) -> None:
        row = (resource.type, resource.id, resource.project, int(resource.deleted), to_json(resource.body))
        with self.transaction():
            self._connection.execute("INSERT OR REPLACE INTO resource VALUES (?, ?, ?, ?, ?)", row)

    def delete(self, resource: StoredResource) -> None:
        key = (resource.type, resource.project, resource.id)
        with self.transaction():
            self._connection.execute("DELETE FROM resource WHERE type = ? AND project = ? AND id = ?", key)

    def delete_project(self, project: str) -> None:
        """Shuts down a project: it and all that is in it is soft-deleted."""
        with self.transaction():
            self._connection.execute("UPDATE resource SET deleted = 1 WHERE project = ?", (project,))

    def undelete_project(self, project: str) -> None:
        """Restores a project with all that was in it when it was shut down."""
        with self.transaction():
            self._connection.execute("UPDATE resource SET deleted = 0 WHERE project = ?", (project,))

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

    def _find(self, type_: str, id_: str, project: str | None, deleted: int) -> Sequence[StoredResource]:
        if project is None:
            return self._query("type = ? AND id = ? AND deleted = ?", (type_, id_, deleted))
        where = "type = ? AND id = ? AND project = ? AND deleted = ?"
        return self._query(where, (type_, id_, project, deleted))

    def _query(self, where: str, values: tuple[Any, ...]) -> Sequence[StoredResource]:
        # `where` is one of the constant texts above, never a caller's.
        sql = f"SELECT type, id, project, body, deleted FROM resource WHERE {where} ORDER BY type, id"  # noqa: S608
        with self._lock:
            rows = self._connection.execute(sql, values).fetchall()
        return [StoredResource(row[0], row[1], row[2], from_json(row[3]), bool(row[4])) for row in rows]
