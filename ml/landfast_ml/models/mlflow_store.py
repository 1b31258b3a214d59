"""What is registered here, read from MLflow's own store: to list it takes no library, which needs seconds to load."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

from landfast_ml.models.registry import Version

# MLflow keeps what was deleted under this.
_DELETED = "Deleted_Internal"
_VERSIONS = "SELECT version FROM model_versions WHERE name = ? AND current_stage IS NOT ?"
_ALIASES = "SELECT version, alias FROM registered_model_aliases WHERE name = ? ORDER BY alias"
_TAGS = "SELECT version, key, value FROM model_version_tags WHERE name = ?"


def versions_in(store: Path, model: str) -> list[Version] | None:
    """Every version of the model, newest first; None if it is no store whose tables are known here."""
    try:
        with closing(sqlite3.connect(f"{store.resolve().as_uri()}?mode=ro", uri=True)) as opened:
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
