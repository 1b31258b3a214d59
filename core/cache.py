"""Files that are computed once per machine: atomic, safe under several processes at once, rebuilt when broken."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from landfast.core.errors import UserError
from landfast.core.files import replacing
from landfast.core.lock import file_lock


def folder() -> Path:
    """Where landfast keeps what it can compute again: `LANDFAST_CACHE`, else in the user's cache folder. UserError."""
    chosen = os.environ.get("LANDFAST_CACHE")
    if chosen:
        return Path(chosen)
    if sys.platform == "darwin":
        return _home() / "Library/Caches/landfast"
    # The base directory specification: a relative path is to be ignored.
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else _home() / ".cache") / "landfast"


def made_folder() -> Path:
    """The same, made if it is missing. Raises: UserError if it can't be, before anything that needs it has begun."""
    path = folder()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        step = "set HOME, or LANDFAST_CACHE to a folder that this account may write to"
        raise UserError(f"{path}: {(error.strerror or '').lower()}: {step}, then run the same command again") from None
    return path


def _home() -> Path:
    """UserError for an account that has none, as in a container that runs under a number."""
    try:
        return Path.home()
    except RuntimeError:
        step = "set HOME, or LANDFAST_CACHE to a folder that this account may write to"
        raise UserError(f"HOME: this account has no home folder: {step}, then run the same command again") from None


def entry(name: str, build: Callable[[Path], None], valid: Callable[[Path], bool]) -> Path:
    """Path of the file `name`, built if it is missing or not `valid`. `build` writes to the path it is given."""
    path = folder() / name
    if path.exists() and valid(path):
        return path
    made_folder()
    path.parent.mkdir(parents=True, exist_ok=True)
    with file_lock(path.with_name(f"{path.name}.lock")):
        # Another process may have built it while this one waited.
        if not (path.exists() and valid(path)):
            with replacing(path) as partial:
                build(partial)
    return path
