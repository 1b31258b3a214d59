"""Ejects the library: its source goes into the project, and its wheel, with what asks for it, goes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

from landfast_ml.contract.layout import LIBRARY, PYPROJECT, VENDOR

from landfast.blueprints.library import WHEELS
from landfast.blueprints.own_library import LOCKS, without_library
from landfast.blueprints.record import ANSWERS, BASE, read_record
from landfast.blueprints.upgrade import Change, Upgrade
from landfast.core.errors import InputError, Problem
from landfast.core.files import shown

KEPT = f"{VENDOR}/README.md"
_NOTE = b"The library's source is in `landfast_ml/`: it was ejected, and is this project's own.\n"


def plan_ejection(folder: Path) -> Upgrade:
    """What an ejection would do; `apply_upgrade` carries it out, and the next upgrade finishes one that was stopped.

    Raises: InputError if `folder` is no generated project with the library in `vendor/`, or asks for it otherwise.
    """
    record = read_record(folder)
    if record is None:
        step = "name the folder of a generated project"
        raise InputError([Problem(shown(folder), "no blueprint made this folder", next_step=step)])
    wheel = _wheel(folder)
    with zipfile.ZipFile(wheel) as archive:
        source = {name: archive.read(name) for name in archive.namelist() if name.startswith(f"{LIBRARY}/")}
    edited = _edited(folder, wheel.read_bytes())
    changes = [Change(name, "added", None, content) for name, content in (source | {KEPT: _NOTE}).items()]
    changes += [Change(name, "updated", (folder / name).read_bytes(), content) for name, content in edited.items()]
    changes.append(Change(wheel.relative_to(folder).as_posix(), "removed", wheel.read_bytes(), None))
    kept = {name: (folder / name).read_bytes() for name in (BASE, ANSWERS)}
    return Upgrade(folder, record.blueprint, record.version, record.version, tuple(changes), kept)


def ejects(changes: Iterable[Change]) -> bool:
    """Whether they are those of an ejection."""
    return any(change.path.startswith(f"{LIBRARY}/") and change.action == "added" for change in changes)


def _wheel(folder: Path) -> Path:
    found = sorted(folder.glob(f"{WHEELS}*.whl"))
    problems = []
    if (folder / LIBRARY).exists():
        problems.append(Problem(f"{folder / LIBRARY}", "is there already", next_step="it was ejected, or move it away"))
    elif len(found) != 1:
        step = "restore it from the project's history, or run landfast blueprint upgrade"
        problems.append(Problem(f"{folder / VENDOR}", f"has {len(found)} landfast_ml wheels, not one", next_step=step))
    if problems:
        raise InputError(problems)
    return found[0]


def _edited(folder: Path, wheel: bytes) -> dict[str, bytes]:
    """The project's own files, without what asked for the wheel."""
    edited, problems = {}, []
    for name in (PYPROJECT, *LOCKS):
        if name not in LOCKS[1:] or (folder / name).is_file():
            text = (folder / name).read_text(encoding="utf-8") if (folder / name).is_file() else ""
            edited[name] = without_library(text, name, wheel).encode()
            if edited[name] == text.encode():
                problems.append(Problem(name, "asks for no landfast-ml of vendor/", next_step="restore that it does"))
    if problems:
        raise InputError(problems)
    return edited
