"""Three-way merge of one file, as git does it."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from landfast.core.errors import UserError

MARK = re.compile(rb"^(?:<{7}|>{7}) ", re.MULTILINE)
_MOST_CONFLICTS = 127


@dataclass(frozen=True, slots=True)
class Merged:
    """`conflicts` is the number of places where both sides changed the same lines: marked in the content."""

    content: bytes
    conflicts: int


def merge(mine: bytes, base: bytes, theirs: bytes, blueprint: str) -> Merged:
    """What both sides changed since `base`, together. A file with Windows line ends keeps them.

    Raises: UserError where git is missing or can't merge the content (it is no text).
    """
    windows = b"\r\n" in mine and b"\r\n" not in base
    sides = {"yours": mine.replace(b"\r\n", b"\n") if windows else mine, "as generated": base, blueprint: theirs}
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, content in enumerate(sides.values()):
            files.append(Path(folder, str(number)))
            files[-1].write_bytes(content)
        labels = [word for label in sides for word in ("-L", label)]
        command = ["git", "merge-file", "--stdout", "--diff3", *labels, *map(str, files)]
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except FileNotFoundError:
            raise UserError("git is needed to merge files that both sides changed: install it and run again") from None
    if done.returncode < 0 or done.returncode > _MOST_CONFLICTS:
        raise UserError(f"git can't merge: {done.stderr.decode(errors='replace').strip()}")
    content = done.stdout.replace(b"\n", b"\r\n") if windows else done.stdout
    return Merged(content, done.returncode)
