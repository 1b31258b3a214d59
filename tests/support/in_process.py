"""A command of landfast in this process, which says and ends what a child would; that takes half a second to start."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from unittest.mock import patch

from document_schemas import refuse_other_forms

NAME = "landfast"


def landfast(home: Path, *words: object, **environ: str) -> subprocess.CompletedProcess[str]:
    """Of `landfast WORDS` in the folder `home`, where nobody is there to be asked. What is printed with `--json` has
    to be of the published form."""
    out, err = io.StringIO(), io.StringIO()
    command = [NAME, *map(str, words)]
    code = end(home, command, out, err, **environ)
    if "--json" in command and out.getvalue():
        refuse_other_forms(out.getvalue())
    return subprocess.CompletedProcess(command, code, out.getvalue(), err.getvalue())


def end(home: Path, command: Sequence[str], out: io.StringIO, err: io.StringIO, **environ: str) -> int:
    """The exit code of a command that prints to these; they can be one."""
    from landfast.cli import main

    with (
        _inside(home),
        patch.object(sys, "argv", list(command)),
        patch.object(sys, "stdin", io.StringIO()),
        patch.dict(os.environ, {"COLUMNS": "80", **environ}),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            return int(ended.code or 0)
    return 0


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
