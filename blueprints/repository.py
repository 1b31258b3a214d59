"""Files of a project that belong at the root of the repository that it is in: put there, and never over a person's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from landfast.blueprints.record import read_record
from landfast.blueprints.render import REPOSITORY
from landfast.core.errors import Problem
from landfast.core.files import rewrite, shown


@dataclass(frozen=True, slots=True)
class AtRoot:
    """Files at a repository's root: `written` just now, and those that a person has `otherwise`: path -> the project's.

    `outside`: the project is not where its answers say; nothing was written.
    """

    written: tuple[Path, ...] = ()
    otherwise: Mapping[Path, Path] = field(default_factory=dict)
    outside: str = ""

    @property
    def problems(self) -> list[Problem]:
        if self.outside:
            step = "set repository.folder to where it is"
            return [Problem("repository.folder", "the project is not there", self.outside, next_step=step)]
        return [_other(path, own) for path, own in self.otherwise.items()]


def root_files(project: Path) -> dict[str, bytes]:
    """Path from the repository's root -> content, as the project has them now."""
    home = project / REPOSITORY
    found = (path for path in sorted(home.rglob("*")) if path.is_file())
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in found}


def put_at_root(project: Path, before: Mapping[str, bytes]) -> AtRoot:
    """Copies them to the root. `before` is what the project had: a copy that is still that is brought up to date, and
    one that is gone was taken away by a person."""
    files, record = root_files(project), read_record(project)
    folder = PurePosixPath(record.inputs().folder if record else ".")
    if not files or folder == PurePosixPath():
        return AtRoot()
    place = project.resolve()
    if place.parts[-len(folder.parts) :] != folder.parts:
        return AtRoot(outside=folder.as_posix())
    root = place.parents[len(folder.parts) - 1]
    written, otherwise = [], {}
    for name, content in files.items():
        path = root / name
        now = path.read_bytes() if path.is_file() else None
        fresh = name not in before and not path.exists() and path.parent.resolve() == path.parent
        if fresh or (now is not None and now == before.get(name) != content):
            rewrite(path, content)
            written.append(path)
        elif now != content and (now is not None or name not in before):
            otherwise[path] = project / REPOSITORY / name
    return AtRoot(tuple(written), otherwise)


def _other(path: Path, own: Path) -> Problem:
    fact = "is there already, and is not overwritten"
    if path.name == ".gitlab-ci.yml":
        include = own.read_text(encoding="utf-8").strip().splitlines()[-1].strip().removeprefix("- ")
        return Problem(shown(path), fact, next_step=f"add to its include: {include}")
    return Problem(shown(path), fact, next_step=f"compare it with {shown(own)}")
