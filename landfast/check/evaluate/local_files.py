"""The files that expressions may read: those below the folder that is checked, as they lie there now."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.unknowns import left_to_plan, no_file
from landfast.check.evaluate.values import TEXT_LIMIT
from landfast.policies.causes import MAKE_READABLE, Cause
from landfast.policies.values import Unknown

DIGEST_LIMIT = 64 << 20
_ENTRIES = 50_000
_CHOICES = 64
_BRACES = re.compile(r"\{([^{}]*)\}")
_SPECIAL = re.compile(r"[*?\[{\\]")


@dataclass(frozen=True, slots=True)
class LocalFiles:
    """What lies in the folder `root`, where Terraform is run, and beside it, as far as it lies in `within`.

    Raises, all of it: EvaluationError where Terraform would fail, UnresolvedError for what lies outside of `within`,
    depends on the machine, or is too large.
    """

    root: Path
    within: Path

    def cwd(self) -> str:
        return self.root.as_posix()

    def module(self, folder: Path) -> str:
        """`path.module` of a module in a folder."""
        return Path(os.path.relpath(folder, self.root)).as_posix()

    def absolute(self, path: str) -> str:
        return _clean(os.path.join(self.root, path))  # noqa: PTH118 (as text: nothing is looked up)

    def read(self, path: str, limit: int = TEXT_LIMIT) -> bytes:
        place = self._place(path)
        try:
            if place.is_dir():
                raise EvaluationError(f"{path:.120} is a folder")
            if not place.is_file():
                none = f"there is no file {path:.120}"
                raise EvaluationError(none, Cause(none, "check where it is there, or the plan"))
            if place.stat().st_size > limit:
                raise UnresolvedError(left_to_plan(f"the file {path:.120} is larger than {limit >> 20} MiB"))
            return place.read_bytes()
        except OSError as error:
            raise UnresolvedError(
                no_file(f"the file {path:.120} can't be read ({error.strerror})", MAKE_READABLE)
            ) from None

    def exists(self, path: str) -> bool:
        place = self._place(path)
        if place.exists() and not place.is_file():
            raise EvaluationError(f"{path:.120} is no file")
        return place.exists()

    def matching(self, path: str, pattern: str) -> list[str]:
        """The files that a pattern finds, as paths from `path`."""
        base = self.absolute(path)
        found: set[str] = set()
        for choice in _choices(_clean(f"{base}/{pattern}")):
            parts = choice.strip("/").split("/")
            fixed = next((at for at, part in enumerate(parts) if _SPECIAL.search(part)), len(parts) - 1)
            start = self._inside(Path("/", *parts[:fixed]), path)
            found.update(entry for entry in self._walk(start, parts[fixed:], [_ENTRIES]))
        return sorted(Path(os.path.relpath(place, base)).as_posix() for place in found)

    def _walk(self, folder: Path, parts: Sequence[str], left: list[int]) -> Iterator[str]:
        """The files below a folder that the parts of a pattern name. `left`: how many entries may yet be looked at."""
        first, rest = parts[0], parts[1:]
        for entry in _entries(folder, left):
            is_folder = entry.is_dir()
            if first == "**":
                if is_folder and entry.is_symlink():
                    raise UnresolvedError(left_to_plan(f"{entry.name:.60} is a link to a folder"))
                if is_folder:
                    yield from self._walk(Path(entry.path), parts, left)
                elif not rest and entry.is_file():
                    yield entry.path
            elif _matches(entry.name, first):
                if rest and is_folder:
                    yield from self._walk(self._inside(Path(entry.path), entry.name), rest, left)
                elif not rest and entry.is_file():
                    yield entry.path
        if first == "**" and rest:
            yield from self._walk(folder, rest, left)

    def _place(self, path: str) -> Path:
        if path.startswith("~"):
            raise UnresolvedError(left_to_plan("the home folder of whoever runs Terraform is not known"))
        if "\0" in path:
            raise EvaluationError("a path holds NUL")
        return self._inside(Path(self.absolute(path)), path)

    def _inside(self, place: Path, path: str) -> Path:
        try:
            inside = place.resolve().is_relative_to(self.within)
        except (OSError, RuntimeError):
            inside = False
        if not inside:
            raise UnresolvedError(no_file(f"the file {path:.120} lies outside of what is checked"))
        return place


def path_of(name: str, files: LocalFiles | None, folder: Path | None) -> Any:
    """`path.module`, `path.root` or `path.cwd` of a module in a folder."""
    if files is None or folder is None:
        return left_to_plan(f"path.{name:.20} is known when Terraform runs")
    found = {"cwd": files.cwd(), "module": files.module(folder), "root": "."}
    return found.get(name, Unknown(f"path.{name:.20} is not declared", failed=True))


def _clean(path: str) -> str:
    """A path without `.`, `..` and doubled slashes, as Go makes it."""
    found = os.path.normpath(path)
    return found[1:] if found.startswith("//") else found


def _entries(folder: Path, left: list[int]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise UnresolvedError(
            no_file(f"the folder {folder.name:.60} can't be read ({error.strerror})", MAKE_READABLE)
        ) from None
    left[0] -= len(entries)
    if left[0] < 0:
        raise UnresolvedError(left_to_plan(f"more than {_ENTRIES:,} files lie there"))
    return entries


def _matches(name: str, pattern: str) -> bool:
    return fnmatch.fnmatchcase(name, pattern.replace("[^", "[!").replace("**", "*"))


def _choices(pattern: str) -> list[str]:
    """The patterns without braces that one with them stands for."""
    if "\\" in pattern:
        raise UnresolvedError(left_to_plan("a pattern of files with a backslash is not evaluated"))
    found, done = [pattern], []
    while found:
        current = found.pop()
        match = _BRACES.search(current)
        if not match:
            done.append(current)
            continue
        found += [current[: match.start()] + choice + current[match.end() :] for choice in match[1].split(",")]
        if len(found) + len(done) > _CHOICES:
            raise UnresolvedError(left_to_plan("a pattern of files has too many choices"))
    return done
