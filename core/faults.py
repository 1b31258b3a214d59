"""What ends a command without being expected: a machine that is full or locked, or a fault of landfast's own."""

from __future__ import annotations

import errno
import os
import platform
import re
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

from landfast.core.errors import UserError
from landfast.core.extras import missing

AGAIN = "then run the same command again, it goes on"
_MENDED = {
    errno.ENOSPC: f"free some space, {AGAIN}",
    errno.EDQUOT: f"free some space or ask for more, {AGAIN}",
    errno.EFBIG: f"allow larger files (ulimit -f), {AGAIN}",
    errno.EROFS: f"choose a folder that can be written to, or make this one so, {AGAIN}",
    errno.EACCES: f"let this account read and write it, {AGAIN}",
    errno.EPERM: f"let this account read and write it, {AGAIN}",
    errno.EMFILE: f"allow more open files (ulimit -n), {AGAIN}",
    errno.ENOMEM: f"free some memory, {AGAIN}",
    errno.EEXIST: f"move it away, a folder has to stand there, {AGAIN}",
    errno.ENOTDIR: f"move away the file that stands where a folder has to, {AGAIN}",
    errno.EISDIR: f"move it away, a file has to stand there, {AGAIN}",
}


def mended(error: Exception) -> UserError | None:
    """What a person can do about an error that nobody expected; None if it is a fault of landfast's own."""
    if isinstance(error, ModuleNotFoundError):
        return missing(error.name or "")
    return machines(error) if isinstance(error, OSError) else None


def machines(error: OSError) -> UserError | None:
    """What a person can mend on this machine; None if it is no such error."""
    step = _MENDED.get(error.errno or 0)
    if step is None:
        return None
    # Of two names the second is where the first was to go.
    name = error.filename2 or error.filename
    place = f"{name}: " if name else ""
    return UserError(f"{place}{(error.strerror or 'can not be used').lower()}: {step}")


# The words for them of programs that have no numbers: engines, and SQLite.
_WORDS = (
    (errno.ENOSPC, r"no space left on device|database or disk is full"),
    (errno.EDQUOT, r"disk quota exceeded"),
    (errno.EFBIG, r"file too large"),
    (errno.EROFS, r"read-only file system|attempt to write a readonly database"),
    (
        errno.EACCES,
        r"(?:open|write|mkdir|remove|unlink|rename|chmod) [^\s:]+: permission denied|unable to open database",
    ),
)
# With less than this free, what ended without a word ended for want of it.
LEAST_BYTES = 4 * 2**20


def machines_words(said: str, place: Path) -> UserError | None:
    """What a person can mend on this machine, by what a program said that worked in the folder; else None."""
    number = next((number for number, words in _WORDS if re.search(words, said.lower())), None)
    if number is None and not said.strip() and shutil.disk_usage(place).free < LEAST_BYTES:
        number = errno.ENOSPC
    return machines(OSError(number, os.strerror(number), str(place))) if number else None


def kept_details(error: BaseException, version: str) -> Path | None:
    """Writes what is needed to find a fault to a file that only this account reads; None where none can be written."""
    system = f"landfast {version}, Python {platform.python_version()}, {platform.platform()}"
    details = f"{system}\n{' '.join(sys.argv)}\n\n{''.join(traceback.format_exception(error))}"
    try:
        handle, name = tempfile.mkstemp(prefix="landfast-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(details)
    except OSError:
        return None
    return Path(name)
