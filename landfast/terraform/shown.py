"""What an engine shows of a plan that changes nothing: the same as last time, unless what it was made of has changed.

To have a plan shown costs as much as half of a plan. It is made of the configuration, and of the state before and after
it was read anew, resources and data sources: all of which the saved plan holds. Without a change nothing else is in it.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from landfast.core.files import to_json, write
from landfast.terraform.record import json_at

SHOWN = "shown.json"
# The list of changes, with the time of day in it.
_CHANGES = "tfplan"


def shown(plan: Path, show: Callable[[], str], engine: str) -> Mapping[str, Any]:
    """`show` of a plan that changes nothing, or what is kept of it beside it."""
    key = _key(plan, engine)
    if key is None:
        found: Mapping[str, Any] = json.loads(show())
        return found
    path = plan.with_name(SHOWN)
    kept = json_at(path)
    if kept.get("key") == key and isinstance(kept.get("plan"), dict):
        document: Mapping[str, Any] = kept["plan"]
        return document
    document = json.loads(show())
    # It may hold secrets, as a state does.
    write(path, to_json({"key": key, "plan": document}), 0o600)
    return document


def _key(plan: Path, engine: str) -> str | None:
    """Digest of what a saved plan was made of; None if it can't be read, such as one that is encrypted."""
    digest = hashlib.sha256(engine.encode())
    try:
        with zipfile.ZipFile(plan) as saved:
            names = sorted(saved.namelist())
            if not {_CHANGES, "tfstate", "tfstate-prev"} <= set(names):
                return None
            for name in names:
                if name != _CHANGES:
                    digest.update(f"{name}\n".encode() + hashlib.sha256(saved.read(name)).digest())
    except (
        zipfile.BadZipFile,
        OSError,
        RuntimeError,
    ):  # The last: encrypted, or packed in a way that Python does not know.
        return None
    return digest.hexdigest()
