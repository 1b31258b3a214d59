"""A step's process gets ready before its turn: what goes wrong until then is told by the command, and nothing stays."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

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
