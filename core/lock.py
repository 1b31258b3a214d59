"""Keeps two runs from working on the same environment at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from landfast.core.errors import UserError

LOCK = ".run.lock"


@contextmanager
def run_lock(folder: Path) -> Iterator[None]:
    """Holds the environment in `folder` for this process; nested use in one process is fine.

    The operating system frees the lock when the process ends, however it ends. Raises: UserError that names
    the process that holds it.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOCK
    lock = FileLock(path, is_singleton=True, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise UserError(
            f"{folder}: in use by another landfast{_holder(path)}: wait until it has finished, or end it"
        ) from None
    try:
        path.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        if lock.lock_counter == 1:
            path.write_text("", encoding="ascii")
        lock.release()


def _holder(path: Path) -> str:
    pid = path.read_text(encoding="ascii", errors="replace").strip() if os.name == "posix" else ""
    return f" (process {pid})" if pid.isdigit() else ""
