"""What a project remembers of its making, for later upgrades: the answers, and the files as they were rendered."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from landfast_ml.contract.layout import RECORD
from pydantic import ValidationError

from landfast.blueprints.declaration import Blueprint
from landfast.blueprints.facts import ProjectInputs
from landfast.core.errors import InputError, Problem

ANSWERS = f"{RECORD}/answers.json"
BASE = f"{RECORD}/base.tar.gz"
_NEVER = frozenset({".git", ".local", ".venv"})


@dataclass(frozen=True, slots=True)
class Record:
    """`base` maps a path in the project to the bytes that the blueprint once rendered there."""

    blueprint: str
    version: str
    answers: Mapping[str, Any]
    base: Mapping[str, bytes]

    def inputs(self) -> ProjectInputs:
        """The recorded answers as today's blueprints read them. Raises: InputError with every problem."""
        try:
            return ProjectInputs.model_validate(self.answers)
        except ValidationError as error:
            raise InputError(
                Problem(f"{ANSWERS}:{'.'.join(map(str, item['loc']))}", item["msg"], next_step="mend the answer")
                for item in error.errors()
            ) from None


def record_files(blueprint: Blueprint, inputs: ProjectInputs, rendered: Mapping[str, bytes]) -> dict[str, bytes]:
    """The record of a project that was rendered just now; the same bytes for the same project."""
    answers = {"blueprint": blueprint.name, "version": blueprint.version, "inputs": inputs.model_dump(mode="json")}
    text = json.dumps(answers, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    return {BASE: pack(rendered), ANSWERS: text.encode()}


def read_record(folder: Path) -> Record | None:
    """The record of the project at `folder`; None if no blueprint made what is there. Raises: InputError."""
    answers, base = folder / ANSWERS, folder / BASE
    if not answers.is_file():
        return None
    try:
        document = json.loads(answers.read_text(encoding="utf-8"))
        return Record(document["blueprint"], document["version"], document["inputs"], unpack(base.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, EOFError, tarfile.TarError) as error:
        step = f"restore {RECORD}/ from the project's history"
        raise InputError([Problem(f"{folder / RECORD}", f"can't be read ({error!s:.200})", next_step=step)]) from None


def pack(files: Mapping[str, bytes]) -> bytes:
    """A tar without times or owners, so that the same files give the same bytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size = len(files[name])
            archive.addfile(entry, io.BytesIO(files[name]))
    return gzip.compress(packed.getvalue(), compresslevel=6, mtime=0)


def unpack(packed: bytes) -> dict[str, bytes]:
    """The files of `pack`. Raises: ValueError on what it never writes: links, names that lead out of a project.

    The archive comes with the project, and so from whoever can change the project.
    """
    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
        for entry in archive.getmembers():
            file = archive.extractfile(entry) if entry.isfile() else None
            if file is None or not _is_own(entry.name):
                raise ValueError(f"{entry.name[:80]!r} is no file of a project")
            files[entry.name] = file.read()
    return files


def _is_own(name: str) -> bool:
    """Whether a blueprint may have such a file: within the project, in one spelling, and none of git or of its buckets
    here. What a blueprint has no more, an upgrade takes away."""
    path = PurePosixPath(name)
    plain = path.parts and path.as_posix() == name and not {"\\", "\0"}.intersection(name)
    return bool(plain) and not path.is_absolute() and ".." not in path.parts and path.parts[0] not in _NEVER
