"""A command on a terminal, answered as a person would."""

from __future__ import annotations

import os
import pty
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path


def typed(home: Path, words: Sequence[str], answers: Sequence[str], *, asked: str = ": ") -> tuple[int, str]:
    """Exit code and all that `landfast WORDS` said in `home`. Each answer is typed when `asked` has been said."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(home)
        os.execv(sys.executable, [sys.executable, "-m", "landfast", *words])  # noqa: S606  # nothing of a shell
    said = b""
    for answer in answers:
        said += _until(terminal, asked.encode())
        with suppress(OSError):
            os.write(terminal, answer.encode() + b"\n")
    # Linux says so with an error where the other end is closed.
    with suppress(OSError):
        while part := os.read(terminal, 65536):
            said += part
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said.decode(errors="replace")


def _until(terminal: int, asked: bytes) -> bytes:
    said, end = b"", time.monotonic() + 120
    # Where the program has ended, what it said tells why.
    with suppress(OSError):
        while asked not in said and time.monotonic() < end:
            said += os.read(terminal, 4096)
    return said
