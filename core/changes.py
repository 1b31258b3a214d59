"""Which files differ from a revision of git: read from its objects, so that nothing a repository configures is run."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from landfast.core.children import child_environ
from landfast.core.errors import InputError, Problem

_SECONDS = 60
# Git would start what the folder's own configuration names, and fetch what a partial clone lacks.
_CALM = ("-c", "core.fsmonitor=false", "--literal-pathspecs", "--no-optional-locks")
_LINK, _FOLDER_OF_ANOTHER = "120000", "160000"


def changed_since(revision: str, folder: Path, others: Iterable[Path] = (), always: tuple[str, ...] = ()) -> set[Path]:
    """Files below a folder, and of `others`, that were changed, made or removed since a revision: resolved paths.

    What git ignores counts as made only if it ends in one of `always`. Raises: InputError if there is no git, no
    repository, or no such revision.
    """
    base = folder.resolve()
    tree = _Tree.of(revision, base)
    wanted = {base, *(path.resolve() for path in others)}
    stood = tree.files([path for path in wanted if path.is_relative_to(tree.top)])
    changed = {path for path, entry in stood.items() if not entry.is_still(path)}
    for path in (*tree.untracked(base), *_ending(base, always), *wanted):
        if path.is_file() and path not in stood:
            changed.add(path)
    return changed


@dataclass(frozen=True, slots=True)
class _TreeFile:
    """What a revision has of a file: its mode, and the name of its content."""

    mode: str
    name: str

    def is_still(self, path: Path) -> bool:
        try:
            is_link = path.is_symlink()
            if is_link != (self.mode == _LINK):
                return False
            content = os.fsencode(path.readlink()) if is_link else path.read_bytes()
        except OSError:
            return False
        kind = "sha1" if len(self.name) == 40 else "sha256"
        return hashlib.new(kind, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest() == self.name


@dataclass(frozen=True, slots=True)
class _Tree:
    """The files of a commit of the repository whose work tree begins at `top`."""

    top: Path
    commit: str

    @classmethod
    def of(cls, revision: str, folder: Path) -> _Tree:
        inside = folder if folder.is_dir() else folder.parent
        top = _git(inside, "rev-parse", "--show-toplevel")
        if top.returncode:
            said = top.stderr.decode(errors="replace").strip().splitlines()[:1]
            raise _refused(str(inside), "is in no repository that git reads", ": ".join(said))
        found = _git(inside, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if found.returncode:
            step = f"fetch it (git fetch origin {revision}; a shallow clone has only the last), or name another"
            raise InputError([Problem("--since", "is no revision here", revision, next_step=step)])
        return cls(Path(os.fsdecode(top.stdout.removesuffix(b"\n"))).resolve(), found.stdout.decode().strip())

    def files(self, paths: Iterable[Path]) -> Mapping[Path, _TreeFile]:
        places = [path.relative_to(self.top).as_posix() for path in paths]
        named = [] if "." in places else ["--", *places]
        listed = self._asked("ls-tree", "-r", "-z", "--full-tree", self.commit, *named)
        found: dict[Path, _TreeFile] = {}
        for line in filter(None, listed.split(b"\0")):
            head, _, name = line.partition(b"\t")
            mode, _type, content = head.decode().split(" ")
            # Files of another repository inside of this one count as made: what they were is not known here.
            if mode != _FOLDER_OF_ANOTHER:
                found[self.top / os.fsdecode(name)] = _TreeFile(mode, content)
        return found

    def untracked(self, folder: Path) -> Iterator[Path]:
        place = folder.relative_to(self.top).as_posix()
        listed = self._asked("ls-files", "-z", "--others", "--cached", "--exclude-standard", "--full-name", "--", place)
        yield from (self.top / os.fsdecode(name) for name in filter(None, listed.split(b"\0")))

    def _asked(self, *words: str) -> bytes:
        done = _git(self.top, *words)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()[:1]
            raise _refused(str(self.top), "can't be read by git", ": ".join(said))
        return done.stdout


def _ending(folder: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(place, name) for name in names if endings and name.endswith(endings))


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    environ = child_environ() | {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    try:
        return subprocess.run(
            ["git", *_CALM, *words], cwd=folder, env=environ, capture_output=True, check=False, timeout=_SECONDS
        )
    except FileNotFoundError:
        raise _refused("--since", "needs git, which is not installed here", "") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _refused("--since", "git does not answer", str(error)) from None


def _refused(path: str, fact: str, value: str) -> InputError:
    return InputError([Problem(path, fact, value, next_step="mend that, or leave out --since: all of it is judged")])
