"""The last good state of a stack: Terraform writes a local one in place, and a power cut leaves it empty or torn."""

from __future__ import annotations

from pathlib import Path

from landfast.core.files import sync, write_durably
from landfast.synth.model import KEPT, STATE
from landfast.terraform.record import json_at

BACKUP = f"{STATE}.backup"


def keep(folder: Path) -> None:
    """Puts the state, and a copy of it, on the disk: before an apply what it starts from, after it what came of it."""
    state = folder / STATE
    if not is_whole(state):
        return
    content, kept = state.read_bytes(), folder / KEPT
    sync(state)
    if not kept.is_file() or kept.read_bytes() != content:
        write_durably(kept, content, 0o600)


def mend(folder: Path) -> None:
    """Goes on from the newest state that is whole. What was made since then, the journal names."""
    state = folder / STATE
    copies = [path for path in (folder / KEPT, folder / BACKUP) if is_whole(path)]
    if is_whole(state):
        # Whole, and older than its copy: the disk has not got what was written last.
        copies = [path for path in copies if _lineage(path) == _lineage(state) and path.name == KEPT]
    newest = max([*filter(is_whole, (state,)), *copies], key=_serial, default=None)
    if newest is None:
        state.unlink(missing_ok=True)
    elif newest != state:
        write_durably(state, newest.read_bytes(), 0o600)


def is_whole(path: Path) -> bool:
    """Whether a file holds a state."""
    found = json_at(path)
    return isinstance(found.get("serial"), int) and "lineage" in found and "resources" in found


def _serial(path: Path) -> int:
    return int(json_at(path)["serial"])


def _lineage(path: Path) -> str:
    return str(json_at(path)["lineage"])
