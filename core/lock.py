"""Locks between processes and threads: the operating system frees them when their process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from landfast.core.errors import UserError

LOCK = ".run.lock"


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Holds the lock that is this file, alone among all processes and threads; waits until it is free."""
    handle = _opened(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        _close(handle)


@contextmanager
def run_lock(folder: Path) -> Iterator[None]:
    """Keeps other runs from working on the environment in `folder`; nested use in one process is fine.

    Raises: UserError that names the process that holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder.resolve() / LOCK
    with _mine_guard:
        hold = _mine.get(path) or _Hold(_taken(path, folder))
        hold.count += 1
        _mine[path] = hold
    try:
        yield
    finally:
        with _mine_guard:
            hold.count -= 1
            if not hold.count:
                del _mine[path]
                os.truncate(hold.handle, 0)
                _close(hold.handle)


@dataclass(slots=True)
class _Hold:
    """A lock that this process has, and how often it was taken."""

    handle: int
    count: int = 0


# Runs that this process has, by their lock files.
_mine: dict[Path, _Hold] = {}
_mine_guard = threading.Lock()


def _taken(path: Path, folder: Path) -> int:
    handle = _opened(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise UserError(
            f"{folder}: in use by another landfast{_holder(path)}: wait until it has finished, or end it"
        ) from None
    os.truncate(handle, 0)
    os.write(handle, str(os.getpid()).encode())
    return handle


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)


def _close(handle: int) -> None:
    # Said aloud: a child that was forked meanwhile has the same handle, and would keep the lock.
    fcntl.flock(handle, fcntl.LOCK_UN)
    os.close(handle)


def _holder(path: Path) -> str:
    pid = path.read_text(encoding="ascii", errors="replace").strip()
    return f" (process {pid})" if pid.isdigit() else ""
