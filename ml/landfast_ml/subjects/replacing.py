"""Files that are written anew in the place of another, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO


class Unchanged(Exception):  # noqa: N818  # no error: nothing was to be done
    """Leaves `replacing` without a trace: the file stays as it is."""


@contextmanager
def replacing(path: Path, *, binary: bool = False) -> Iterator[Any]:
    """A file that takes the place of `path` when it is whole; with its mode. Text is UTF-8, other bytes as they were
    read with `surrogateescape`."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") if binary else _text(handle) as file:
            yield file
        partial.chmod(path.stat().st_mode & 0o777)
        partial.replace(path)
    except Unchanged:
        partial.unlink()
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _text(handle: int) -> TextIO:
    return os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape", newline="")
