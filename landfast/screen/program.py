"""What a person has to type to call landfast again, where they stand."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import landfast

NAME = "landfast"


def program(*, elsewhere: bool = False) -> str:
    """`landfast` where that is this one; else its path, from the current folder if it is below it. `elsewhere`: it will
    be typed in another folder."""
    own = list(_own())
    found = shutil.which(NAME)
    if not own or (found and any(path.samefile(found) for path in own)):
        return NAME
    path = own[0]
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) and not elsewhere else str(path)


def _own() -> Iterator[Path]:
    """The programs that call this landfast: of a checkout, and of the environment that it is installed in."""
    checkout = Path(landfast.__file__).resolve().parent.parent / "bin" / NAME
    for path in (checkout, Path(sys.executable).parent / NAME):
        if path.is_file():
            yield path
