"""Which folders hold a module, and which modules are one that a program runs in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landfast.check.evaluate.blocks import listed
from landfast.check.evaluate.document import Document
from landfast.check.read.folder import CONFIGURATION, Folder, is_tofu
from landfast.core.errors import Problem


@dataclass(frozen=True, slots=True)
class ModuleFolder:
    """A folder with files of a configuration: whether some are Terraform's, and some OpenTofu's alone."""

    folder: Path
    terraform: bool
    opentofu: bool


def modules_below(reader: Folder) -> Iterator[ModuleFolder]:
    """The folder that is checked and those below that are not hidden, however deep: each with files is a module."""
    waiting = [reader.root]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            reader.unreadable(folder, error)
            continue
        waiting += [Path(entry.path) for entry in reversed(entries) if _is_walked(entry, reader)]
        names = [entry.name for entry in entries if entry.name.endswith(CONFIGURATION)]
        if names:
            yield ModuleFolder(folder, not all(map(is_tofu, names)), any(map(is_tofu, names)))


def _is_walked(entry: os.DirEntry[str], reader: Folder) -> bool:
    path = Path(entry.path)
    if entry.name.startswith(".") or not _is_folder(entry) or reader.exclude.cover(reader.shown(path)):
        return False
    if entry.is_symlink() and reader.leaves(path):
        reader.problems.append(Problem(reader.shown(path), "is a link out of the folder", next_step="remove it"))
    # What a link inside leads to is met where it stands.
    return not entry.is_symlink()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link in a circle: a file by that name is told where files are read.
        return False


def has_backend(document: Document) -> bool:
    """Whether a module says where its state is kept: only one that a program runs in does."""
    return bool(_backends(document))


def _backends(document: Document) -> list[dict[str, Any]]:
    settings = [part for part in listed(document.body.get("terraform")) if isinstance(part, Mapping)]
    found = ({name: part[name] for name in ("backend", "cloud") if name in part} for part in settings)
    return [backend for backend in found if backend]


def alike(one: Document, other: Document) -> bool:
    """Whether two readings of a folder say the same, with all that they call: versions that they want aside."""
    return (
        _judged(one) == _judged(other)
        and one.modules.keys() == other.modules.keys()
        and all(alike(called, other.modules[name]) for name, called in one.modules.items())
    )


def _judged(document: Document) -> tuple[Mapping[str, Any], list[dict[str, Any]], tuple[str, ...]]:
    body = {name: content for name, content in document.body.items() if name != "terraform"}
    return body, _backends(document), document.unread
