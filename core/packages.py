"""Where an installed package is, without importing it: some take a second for that, or start programs."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def folder_of(package: str) -> Path | None:
    """Folder of a top-level package; None if it is not installed."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def needed(package: str) -> Path:
    """The same of one that must be there. Raises: ModuleNotFoundError."""
    found = folder_of(package)
    if found is None:
        raise ModuleNotFoundError(package)
    return found
