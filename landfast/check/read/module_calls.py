"""Follows the module calls of a configuration to folders on disk, and no further than the folder that is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from landfast.check.evaluate.blocks import labelled, single
from landfast.check.evaluate.document import Document
from landfast.check.read.files import read_json
from landfast.check.read.folder import Folder, Program
from landfast.check.read.module_sources import permits, repository
from landfast.core.errors import Problem

_MANIFEST = ".terraform/modules/modules.json"
_DEPTH = 30


@dataclass(slots=True)
class Caller:
    """Gives the roots of a folder the modules that they call, as a program reads them.

    Each folder is read once, however often it is called.
    """

    reader: Folder
    program: Program = "OpenTofu"
    used: set[Path] = field(default_factory=set)
    _read: dict[Path, Document | None] = field(default_factory=dict)
    _whole: dict[tuple[Path, str], Document] = field(default_factory=dict)

    def root(self, folder: Path) -> Document | None:
        """The module in a folder as one that Terraform is run in; None if there is none or it can't be read."""
        document = self._configuration(folder.resolve())
        return self.complete(document, folder) if document else None

    def complete(self, root: Document, folder: Path) -> Document:
        """`root` with all that it calls and that is at hand: local modules, and those that `terraform init` fetched."""
        return self._completed(root, folder, _Fetched.of(folder, self.reader), (folder.resolve(),))

    def _completed(self, document: Document, folder: Path, fetched: _Fetched, above: tuple[Path, ...]) -> Document:
        found: dict[str, Document] = {}
        for name, raw in labelled(document.body.get("module")).items():
            place = fetched.below(name)
            target = self._target(single(raw), folder, place)
            if target is None:
                continue
            if target in above or len(above) > _DEPTH:
                line = document.sources.get(f"module.{name}", document.name)
                step = "remove the circle" if target in above else f"nest no deeper than {_DEPTH}"
                self.reader.problems.append(Problem(line, f"module.{name} calls itself through others", next_step=step))
                continue
            self.used.add(target)
            called = self._called(target, place, above)
            if called is not None:
                found[name] = called
        return replace(document, modules=found) if found else document

    def _called(self, target: Path, place: _Fetched, above: tuple[Path, ...]) -> Document | None:
        """The module in a folder with all that it calls. It is the same for all callers, but for what was fetched."""
        key = (target, place.key if place.entries else "")
        if key not in self._whole:
            called = self._configuration(target)
            if called is None:
                return None
            self._whole[key] = self._completed(called, target, place, (*above, target))
        return self._whole[key]

    def _target(self, body: Mapping[str, Any], folder: Path, place: _Fetched) -> Path | None:
        """The folder that a call means, if it is at hand and inside of what is checked."""
        source = body.get("source")
        if not isinstance(source, str):
            return None
        local = source.startswith(("./", "../"))
        target = folder / source if local else place.folder(source, body.get("version"))
        if target is None or self.reader.leaves(target) or not target.is_dir():
            return None
        return target.resolve()

    def _configuration(self, folder: Path) -> Document | None:
        if folder not in self._read:
            root = self.reader.root.resolve()
            self._read[folder] = self.reader.configuration(self.reader.root / folder.relative_to(root), self.program)
        return self._read[folder]


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What the manifest of `terraform init` says of the modules below one call."""

    root: Path
    entries: Mapping[str, Mapping[str, Any]]
    key: str = ""

    @classmethod
    def of(cls, root: Path, reader: Folder) -> _Fetched:
        file = root / _MANIFEST
        if not file.is_file() or reader.leaves(file):
            return cls(root, {})
        body = read_json(file, reader.shown(file), reader.problems)
        entries = body.get("Modules") if isinstance(body, dict) else None
        listed = entries if isinstance(entries, list) else []
        return cls(root, {str(entry.get("Key")): entry for entry in listed if isinstance(entry, dict)})

    def below(self, name: str) -> _Fetched:
        return replace(self, key=f"{self.key}.{name}" if self.key else name)

    def folder(self, source: str, version: Any) -> Path | None:
        """Where the module was fetched to; None if the manifest is of another source or version."""
        entry = self.entries.get(self.key, {})
        fetched, place = entry.get("Source"), entry.get("Dir")
        if not isinstance(fetched, str) or not isinstance(place, str):
            return None
        if fetched != source and not fetched.endswith(f"/{source}") and repository(fetched) != repository(source):
            return None
        if isinstance(version, str) and not permits(version, str(entry.get("Version"))):
            return None
        return self.root / place
