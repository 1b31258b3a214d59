"""Writes files, and folders of files, whole or not at all."""

from __future__ import annotations

import glob
import json
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from landfast.core.errors import UserError
from landfast.core.processes import started_at

# Where something is below another folder, `.` for itself: nothing hidden, nothing above.
FOLDER_BELOW = r"^(\.|[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*)$"

# The umask of what is for this account alone; Windows has none.
OWN_ONLY = 0o077 if os.name == "posix" else -1


def write(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Replaces `path` by `content` in one step; its folder is made if missing. `mode` is limited by the umask."""
    with replacing(path, mode) as partial:
        partial.write_bytes(content)


def rewrite(path: Path, content: bytes) -> None:
    """The same for a file that is somebody else's: one that was there keeps its mode."""
    mode = path.stat().st_mode & 0o777 if path.is_file() else None
    with replacing(path) as partial:
        partial.write_bytes(content)
        if mode is not None:
            partial.chmod(mode)


def write_durably(path: Path, content: bytes, mode: int = 0o666) -> None:
    """The same, and on the disk when it returns: a power cut leaves the file before or this one, never half of it."""
    with replacing(path, mode) as partial:
        partial.write_bytes(content)
        sync(partial)
    sync(path.parent)


def remove_durably(path: Path) -> None:
    """Removes a file if it is there; a power cut does not bring it back."""
    if path.exists():
        path.unlink()
        sync(path.parent)


def sync(path: Path) -> None:
    """Returns when the content of a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def replacing(path: Path, mode: int = 0o666) -> Iterator[Path]:
    """An empty file beside `path` to write to, which takes its place when the block ends without an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode))
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def ignored_by_git(folder: Path) -> None:
    """Makes a folder that `git add` passes by: what is in it is for this machine, or for this account, alone."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / ".gitignore"
    if not mark.exists():
        write(mark, b"*\n")


def forget_partials(path: Path) -> None:
    """Removes what writers of `path` that were killed have left beside it; those that still run keep theirs."""
    for partial in path.parent.glob(f".{glob.escape(path.name)}.*.*"):
        process = partial.name.removeprefix(f".{path.name}.").partition(".")[0]
        if process.isdigit() and int(process) != os.getpid() and not started_at(int(process)):
            partial.unlink(missing_ok=True)


def write_folder(destination: Path, contents: Mapping[str, bytes]) -> None:
    """Makes a folder, which must not stand or be empty, with all its files (path in it -> content) in one step."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    partial = destination.parent / f".{destination.name}.generating"
    # Left by a run that was killed; it holds nothing but what is about to be written again.
    shutil.rmtree(partial, ignore_errors=True)
    try:
        for name, content in contents.items():
            path = partial / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        partial.replace(destination)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def remove(path: Path) -> None:
    """Removes the file, and the folders that are empty without it."""
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if any(folder.iterdir()):
            return
        folder.rmdir()


def shown(path: Path) -> str:
    """`path` as a person in the current folder would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def why_not(path: Path, error: OSError) -> str:
    """Why a file or folder can't be made, in words: mostly a file stands where its folder would have to be."""
    stands = next((one for one in (path, *path.parents) if one.exists()), None)
    if stands is not None and not stands.is_dir() and isinstance(error, FileExistsError | NotADirectoryError):
        return f"{shown(stands)} is a file, not a folder"
    if isinstance(error, IsADirectoryError):
        return f"{shown(path)} is a folder, not a file"
    return (error.strerror or "for a reason that the system does not tell").lower()


def write_out(path: Path, content: bytes) -> None:
    """Writes the file that `--out` names, whole or not at all. Raises: UserError with why it can't be."""
    try:
        write(path, content)
    except OSError as error:
        fact = f"{shown(path)}: can't be written: {why_not(path, error)}"
        raise UserError(f"{fact}; name another file with --out") from None


def to_json(content: Any) -> bytes:
    """The one form of every JSON file that landfast writes: sorted, indented, the same bytes for the same content."""
    return (json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
