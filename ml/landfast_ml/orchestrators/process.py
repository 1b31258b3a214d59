"""Runs one step's command in a process of its own, quickly: what all steps need is imported once, and inherited."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

# Seconds of imports that would else be spent again in each step. Not Beam and MLflow: one step needs each.
SHARED = ("pandas", "pyarrow.csv", "pyarrow.parquet", "scipy.stats", "sklearn.linear_model", "skops.io")


def run_command(package: str, arguments: Sequence[str], log: Path) -> int:
    """Run `python -m PACKAGE ARGUMENTS` with all that it prints in `log`; returns its exit code."""
    # Elsewhere a fork of a process that has loaded numerical libraries is not safe; there each step imports anew.
    multiprocessing.set_start_method("forkserver" if sys.platform == "linux" else "spawn", force=True)
    multiprocessing.set_forkserver_preload([*SHARED])
    process = multiprocessing.Process(target=_command, args=(package, list(arguments), str(log)))
    try:
        process.start()
        process.join()
    finally:
        # Interrupted: a step must not go on alone.
        if process.pid is not None:
            process.kill()
            process.join()
    return process.exitcode or 0


def _command(package: str, arguments: list[str], log: str) -> None:
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(handle, stream)
    sys.argv = [package, *arguments]
    runpy.run_module(package, run_name="__main__")
