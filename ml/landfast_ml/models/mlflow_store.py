"""MLflow's own store on this machine: made whole, and what is registered in it read, and its aliases moved, without the
library, which needs seconds to load."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from landfast_ml.models.registry import Version

# MLflow keeps what was deleted under this.
_DELETED = "Deleted_Internal"
_VERSIONS = "SELECT version FROM model_versions WHERE name = ? AND current_stage IS NOT ?"
_ALIASES = "SELECT version, alias FROM registered_model_aliases WHERE name = ? ORDER BY alias"
_FOLDER = (
    "SELECT r.artifact_uri FROM model_versions v JOIN runs r ON r.run_uuid = v.run_id "
    "WHERE v.name = ? AND v.version = ?"
)
# As MLflow does it, of a version that is there; a table that asks for more refuses the row.
_MOVE = (
    "INSERT OR REPLACE INTO registered_model_aliases (name, alias, version) "
    "SELECT name, ?, version FROM model_versions WHERE name = ? AND version = ? AND current_stage IS NOT ?"
)
_REMOVE = "DELETE FROM registered_model_aliases WHERE alias = ? AND name = ?"
_TAGS = "SELECT version, key, value FROM model_version_tags WHERE name = ?"


def make_whole(store: Path) -> None:
    """Makes an empty store where there is none.

    MLflow makes tables and moves them through its versions in hundreds of steps, and never again opens a store that a
    kill left within one of them. So it does that elsewhere, and what is whole gets the store's name at once.
    """
    if store.exists():
        return
    partial = store.with_name(f"{store.name}.{os.getpid()}.partial")
    with tempfile.TemporaryDirectory(prefix="mlflow-") as folder:
        made = Path(folder) / store.name
        with _hasty():
            _make(made)
        shutil.copyfile(made, partial)
    # Who else was quicker has something in theirs by now.
    with suppress(FileExistsError):
        os.link(partial, store)
    partial.unlink()


def _make(store: Path) -> None:
    from mlflow import MlflowClient

    # The first question makes the tables.
    MlflowClient(f"sqlite:///{store}").search_experiments(max_results=1)


@contextmanager
def _hasty() -> Iterator[None]:
    """Databases that are opened meanwhile don't wait for the disk: what is thrown away after a kill need not last."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    def opened(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = MEMORY")

    event.listen(Engine, "connect", opened)
    try:
        yield
    finally:
        event.remove(Engine, "connect", opened)


def versions_in(store: Path, model: str) -> list[Version] | None:
    """Every version of the model, newest first; None if it is no store whose tables are known here."""
    try:
        with _opened(store) as opened:
            numbers = [number for (number,) in opened.execute(_VERSIONS, (model, _DELETED))]
            aliases: dict[int, list[str]] = defaultdict(list)
            for number, alias in opened.execute(_ALIASES, (model,)):
                aliases[number].append(alias)
            tags: dict[int, dict[str, str]] = defaultdict(dict)
            for number, key, value in opened.execute(_TAGS, (model,)):
                tags[number][key] = value
    except sqlite3.Error:
        return None
    newest_first = sorted(numbers, reverse=True)
    return [Version(str(number), tuple(aliases[number]), tags[number]) for number in newest_first]


def folder_in(store: Path, model: str, version: str) -> Path | None:
    """Where the files of a version's run are on this machine; None if the store doesn't say it as it is known here."""
    try:
        with _opened(store) as opened:
            found = opened.execute(_FOLDER, (model, version)).fetchone()
    except sqlite3.Error:
        return None
    if found is None or not found[0].startswith("file:"):
        return None
    return Path(url2pathname(urlsplit(found[0]).path))


def move_alias(store: Path, model: str, alias: str, version: str | None) -> bool:
    """To that version, or away; False if it was left as it is: no such version, or no tables that are known here."""
    try:
        with _opened(store, "rw") as opened, opened:
            if version is None:
                opened.execute(_REMOVE, (alias, model))
                return True
            return opened.execute(_MOVE, (alias, model, version, _DELETED)).rowcount == 1
    except sqlite3.Error:
        return False


def _opened(store: Path, mode: str = "ro") -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{store.resolve().as_uri()}?mode={mode}", uri=True))
