"""Files that are computed once per machine: atomic, safe under several processes at once, rebuilt when broken."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import platformdirs


def folder() -> Path:
    """Where landfast keeps what it can compute again: `LANDFAST_CACHE`, else the user's cache folder."""
    chosen = os.environ.get("LANDFAST_CACHE")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("landfast"))


def entry(name: str, build: Callable[[Path], None], valid: Callable[[Path], bool]) -> Path:
    """Path of the file `name`, built if it is missing or not `valid`. `build` writes to the path it is given."""
    path = folder() / name
    if path.exists() and valid(path):
        return path
    # Only here: the lock's package takes longer to load than a sound entry takes to read.
    from filelock import FileLock

    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{path}.lock"):
        # Another process may have built it while this one waited.
        if not (path.exists() and valid(path)):
            _build(path, build)
    return path


def _build(path: Path, build: Callable[[Path], None]) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        build(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
