"""Schema of every resource type and data source, derived from the installed bindings, cached per their version."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from landfast.core import cache
from landfast.provider import bindings, extract

Kind = Literal["resource", "data_source", "ephemeral_resource", "provider"]
Schema = Mapping[str, Any]

# Raise it when extract.py derives something else from the same bindings.
FORMAT = 1


class UnknownTypeError(LookupError):
    """The provider has no such resource type or data source."""


def provider_schema() -> Schema:
    """Schema of the provider block: `{"version": 0, "block": {"attributes": ..., "block_types": ...}}`."""
    return _schema("provider", "google")


def resource_schema(type_: str) -> Schema:
    """Schema of a resource type in the shape of `terraform providers schema -json`. Raises UnknownTypeError."""
    return _schema("resource", type_)


def data_source_schema(type_: str) -> Schema:
    """Schema of a data source. Raises UnknownTypeError."""
    return _schema("data_source", type_)


@lru_cache
def resource_types() -> tuple[str, ...]:
    """All resource types, sorted."""
    return tuple(name for name, _body in rows("resource"))


@lru_cache
def data_source_types() -> tuple[str, ...]:
    """All data sources, sorted."""
    return tuple(name for name, _body in rows("data_source"))


def rows(kind: Kind) -> list[tuple[str, str]]:
    """(name, schema as JSON) of every type of one kind, sorted by name."""
    with closing(_connect()) as connection:
        found = connection.execute("SELECT name, body FROM schema WHERE kind = ? ORDER BY name", (kind,))
        return [(str(name), str(body)) for name, body in found]


@lru_cache(maxsize=512)
def _schema(kind: Kind, name: str) -> Schema:
    with closing(_connect()) as connection:
        query = "SELECT body FROM schema WHERE kind = ? AND name = ?"
        row = connection.execute(query, (kind, name)).fetchone()
    if row is None:
        raise UnknownTypeError(f"{name} is no {kind.replace('_', ' ')} of the Google provider {bindings.version()}")
    schema: Schema = json.loads(row[0])
    return schema


def _connect() -> sqlite3.Connection:
    return sqlite3.connect(f"file:{index()}?mode=ro&immutable=1", uri=True)


@lru_cache(maxsize=1)
def index() -> Path:
    """The cached index, built (3 s) on first use of these bindings."""
    name = f"schema-{bindings.version()}-{FORMAT}.sqlite"
    return cache.entry(name, _build, _is_sound)


def _build(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute(
            "CREATE TABLE schema (kind TEXT, name TEXT, body TEXT, PRIMARY KEY (kind, name)) WITHOUT ROWID"
        )
        connection.executemany("INSERT INTO schema VALUES (?, ?, ?)", _derived())


def _derived() -> Iterator[tuple[str, str, str]]:
    for _folder, text in bindings.modules(bindings.assembly()):
        for kind, name, schema in extract.schemas(text):
            yield kind, name, json.dumps(schema, separators=(",", ":"), sort_keys=True)


def _is_sound(path: Path) -> bool:
    """Whole and readable: SQLite finds torn pages, and an interrupted build is never moved into place."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            count = connection.execute("SELECT count(*) FROM schema").fetchone()[0]
            return bool(connection.execute("PRAGMA quick_check").fetchone()[0] == "ok" and count > 0)
    except sqlite3.DatabaseError:
        return False
