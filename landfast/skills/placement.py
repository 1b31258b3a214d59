"""Puts the skill into a project's folders and takes it away again; what a person edited is left, and said.

A record in each folder says what was written there, so that an edit is told from an older skill. Nothing is written
before all folders have been looked at; each file is replaced in one step, and a run that was killed is finished by
the next, since files that are as they should be count as ours with or without a record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from landfast import __version__
from landfast.core.digests import sha256
from landfast.core.errors import InputError, Problem
from landfast.core.files import FOLDER_BELOW, forget_partials, rewrite, shown, to_json, write_folder

SKILL = "landfast"
SOURCE = Path(__file__).parent / SKILL
# Beside the files that it tells of; agents read SKILL.md and what that names.
RECORD = ".landfast-skill.json"
Action = Literal["added", "updated", "kept", "removed", "left"]


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """What became of a file, `path` in the skill's folder. `left`: a person edited it, so it is as they have it."""

    path: str
    action: Action


@dataclass(frozen=True, slots=True)
class Placed:
    """The skill in one folder, relative to the project, and the titles of the `agents` that read it."""

    folder: str
    agents: Sequence[str]
    files: Sequence[PlacedFile]

    @property
    def left(self) -> Sequence[str]:
        return [file.path for file in self.files if file.action == "left"]


@dataclass(frozen=True, slots=True)
class _StandingSkill:
    """What is in a folder of the skill. `digests`: of what was written there, by path; `contents`: of what stands."""

    place: Path
    digests: Mapping[str, str]
    contents: Mapping[str, bytes]

    def edited(self, path: str, ours: bytes | None) -> bool:
        content = self.contents[path]
        return _digest(content) not in (self.digests.get(path), _digest(ours) if ours is not None else None)


def install(project: Path, folders: Mapping[str, Sequence[str]]) -> Sequence[Placed]:
    """Writes today's skill into each of `folders` (-> who reads it) below `project`.

    Raises: InputError with all that is in the way; then nothing is written.
    """
    ours = _skill()
    found = _looked_at(project, folders, ours)
    return [Placed(_shown(folder), folders[folder], _installed(standing, ours)) for folder, standing in found.items()]


def uninstall(project: Path, folders: Mapping[str, Sequence[str]]) -> Sequence[Placed]:
    """Removes what was installed and is as it was written, and the folders that are empty without it.

    Raises: InputError with all that is in the way; then nothing is removed.
    """
    ours = _skill()
    found = _looked_at(project, folders, ours)
    return [
        Placed(_shown(folder), folders[folder], _uninstalled(standing, ours, project))
        for folder, standing in found.items()
    ]


def _skill() -> dict[str, bytes]:
    files = sorted(path for path in SOURCE.rglob("*") if path.is_file())
    return {path.relative_to(SOURCE).as_posix(): path.read_bytes() for path in files}


def _shown(folder: str) -> str:
    return f"{folder}/{SKILL}"


def _looked_at(project: Path, folders: Iterable[str], ours: Mapping[str, bytes]) -> dict[str, _StandingSkill]:
    problems: list[Problem] = []
    found = {folder: _standing(project, _shown(folder), ours, problems) for folder in folders}
    if problems:
        raise InputError(problems)
    return found


def _standing(project: Path, folder: str, ours: Mapping[str, bytes], problems: list[Problem]) -> _StandingSkill:
    place = project / folder
    record = _in_the_way(project, f"{folder}/{RECORD}")
    digests = {} if record else _recorded(place / RECORD, problems)
    paths = sorted({*ours, *digests})
    ways = filter(None, [record, *(_in_the_way(project, f"{folder}/{path}") for path in paths)])
    problems.extend(dict.fromkeys(ways))
    files = {path: place / path for path in paths}
    contents = {path: file.read_bytes() for path, file in files.items() if not problems and file.is_file()}
    return _StandingSkill(place, digests, contents)


def _in_the_way(project: Path, path: str) -> Problem | None:
    """Of a file that is to be written: a link on the way to it, which is not followed, or a file for a folder."""
    here, parts = project, path.split("/")
    for index, part in enumerate(parts):
        here, last = here / part, index == len(parts) - 1
        if here.is_symlink():
            return Problem(
                shown(here), "is a link, which is not followed", next_step="put a folder or file in its place"
            )
        if here.exists() and here.is_file() is not last:
            fact = "is a folder, not a file" if last else "is a file, not a folder"
            return Problem(shown(here), fact, next_step="move it away, and run the same command again")
    return None


def _recorded(path: Path, problems: list[Problem]) -> Mapping[str, str]:
    """Digest by path. A record that leads elsewhere is none: it stands in the project, where anybody writes."""
    if not path.is_file():
        return {}
    try:
        files = json.loads(path.read_bytes())["files"]
        ok = all(re.fullmatch(FOLDER_BELOW, name) and isinstance(of, str) for name, of in files.items())
    except (ValueError, KeyError, TypeError, AttributeError):
        ok = False
    if not ok:
        step = "restore it, or remove it: then what differs from today's skill is left as it is"
        problems.append(Problem(shown(path), "is no record of a skill", next_step=step))
        return {}
    return dict(files)


def _digest(content: bytes) -> str:
    # git may write the lines of a checkout as Windows ends them: nobody has edited those.
    return sha256(content.replace(b"\r\n", b"\n"))


def _installed(standing: _StandingSkill, ours: Mapping[str, bytes]) -> Sequence[PlacedFile]:
    files = [PlacedFile(path, _fate(standing, path, ours.get(path))) for path in sorted({*ours, *standing.contents})]
    left = {file.path for file in files if file.action == "left"}
    digests = {path: _digest(content) for path, content in ours.items() if path not in left}
    # What an edited file once was stays known: edited back, it is ours again.
    digests |= {path: digest for path, digest in standing.digests.items() if path in left}
    record = to_json({"version": __version__, "files": digests})
    if not standing.place.is_dir():
        write_folder(standing.place, {**ours, RECORD: record})
        return files
    for file in files:
        _carry_out(standing.place / file.path, file.action, ours.get(file.path))
    path = standing.place / RECORD
    forget_partials(path)
    if not path.is_file() or path.read_bytes() != record:
        rewrite(path, record)
    return files


def _fate(standing: _StandingSkill, path: str, ours: bytes | None) -> Action:
    if path not in standing.contents:
        return "added"
    if standing.edited(path, ours):
        return "left"
    if ours is None:
        return "removed"
    return "kept" if _digest(standing.contents[path]) == _digest(ours) else "updated"


def _carry_out(path: Path, action: Action, content: bytes | None) -> None:
    forget_partials(path)
    if action == "removed":
        path.unlink()
    elif action in ("added", "updated") and content is not None:
        rewrite(path, content)


def _uninstalled(standing: _StandingSkill, ours: Mapping[str, bytes], project: Path) -> Sequence[PlacedFile]:
    files = [
        PlacedFile(path, "left" if standing.edited(path, ours.get(path)) else "removed") for path in standing.contents
    ]
    removed = [standing.place / file.path for file in files if file.action == "removed"]
    edited = {file.path for file in files if file.action == "left"}
    left = {path: digest for path, digest in standing.digests.items() if path in edited}
    for path in removed:
        path.unlink()
    record = standing.place / RECORD
    if left and record.is_file():
        rewrite(record, to_json({"version": __version__, "files": left}))
    else:
        record.unlink(missing_ok=True)
    for path in [*removed, record]:
        _remove_empty(path.parent, project)
    return files


def _remove_empty(folder: Path, project: Path) -> None:
    """Of `folder` and those above it, below the project, the ones that have nothing in them."""
    for one in (folder, *folder.parents):
        if one == project or not one.is_dir() or any(one.iterdir()):
            return
        one.rmdir()
