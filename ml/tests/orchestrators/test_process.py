"""A step's process gets ready before its turn: what goes wrong until then is told by the command, and nothing stays."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sample_project import PACKAGE

from landfast_ml.environment import Job
from landfast_ml.orchestrators.process import Waiting


def ready() -> None:
    print("said while getting ready")


def not_ready() -> None:
    raise RuntimeError("a library that can't be imported")


def test_a_command_runs_in_the_process_that_waited_and_its_log_has_what_it_says_alone(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    assert Waiting("json.nowhere", ready).run([], log) == 1
    assert "No module named json.nowhere" in log.read_text()
    assert "said while" not in log.read_text()
    assert Waiting("json.tool", not_ready).run(["--help"], log) == 0
    assert "usage: " in log.read_text()
    assert "can't be imported" not in log.read_text()


def test_one_that_is_not_needed_ends() -> None:
    waiting = Waiting("json.tool", ready)
    assert multiprocessing.active_children()
    waiting.end()
    assert not multiprocessing.active_children()


@pytest.mark.parametrize(("said", "policy"), [({}, "PASSIVE"), ({"OMP_WAIT_POLICY": "ACTIVE"}, "ACTIVE")])
def test_threads_that_wait_sleep_unless_somebody_says_otherwise(job: Job, said: dict[str, str], policy: str) -> None:
    """Numerical libraries read it when they are loaded."""
    lines = (
        f"import os, sys; from {PACKAGE}.pipeline import PROJECT; from landfast_ml.cli import main",
        "before = 'sklearn' in sys.modules; main(PROJECT, ['models', 'list', '--environment', 'unit'])",
        "print(before, os.environ['OMP_WAIT_POLICY'])",
    )
    environ = {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"} | said
    command = [sys.executable, "-c", "; ".join(lines)]
    done = subprocess.run(command, cwd=job.root, env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == f"False {policy}"
