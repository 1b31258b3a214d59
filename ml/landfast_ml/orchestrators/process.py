"""Runs a command in a process of its own, quickly: what all need is imported once, each gets ready before its turn."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

# Seconds of imports that would else be spent again in each step. Not Beam: one step needs it.
SHARED = ("pandas", "pyarrow.csv", "pyarrow.parquet", "scipy.stats", "sklearn.linear_model", "skops.io")
# And where more than one step asks the tracker.
TRACKER = "landfast_ml.models.mlflow_loaded"


def share(*, tracker: bool) -> None:
    """What processes need not import themselves; said before the first of them, else it changes nothing."""
    multiprocessing.set_forkserver_preload([*SHARED, *([TRACKER] if tracker else [])])


class Waiting:
    """A process that does `ready`, and then waits for the arguments of its `python -m PACKAGE`."""

    def __init__(self, package: str, ready: Callable[[], Any]) -> None:
        # Elsewhere a fork of a process that has loaded numerical libraries is not safe; there each imports anew.
        multiprocessing.set_start_method("forkserver" if sys.platform == "linux" else "spawn", force=True)
        theirs, self._ours = multiprocessing.Pipe(duplex=False)
        self._process = multiprocessing.Process(target=_wait, args=(theirs, package, ready))
        self._process.start()
        theirs.close()

    def run(self, arguments: Sequence[str], log: Path) -> int:
        """Run the command with all that it prints in `log`; returns its exit code."""
        try:
            # One that has ended before its turn has an exit code too.
            with suppress(BrokenPipeError):
                self._ours.send((list(arguments), str(log)))
            self._process.join()
        finally:
            # Interrupted: a step must not go on alone.
            self.end()
        return self._process.exitcode or 0

    def end(self) -> None:
        """It is not needed, or no longer."""
        self._ours.close()
        self._process.kill()
        self._process.join()


def run_command(package: str, arguments: Sequence[str], log: Path) -> int:
    """`Waiting.run` of a process that need not get ready."""
    return Waiting(package, _nothing).run(arguments, log)


def _nothing() -> None:
    pass


def _wait(told: Connection, package: str, ready: Callable[[], Any]) -> None:
    # What libraries say at import belongs to nobody's output; the command says it again, into its log, if it matters.
    _print_to(os.devnull)
    with suppress(Exception):
        # The command fails by the same, and its log says why.
        ready()
    try:
        arguments, log = told.recv()
    except EOFError:
        return
    _print_to(log)
    sys.argv = [package, *arguments]
    runpy.run_module(package, run_name="__main__")


def _print_to(path: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(handle, stream)
    os.close(handle)
