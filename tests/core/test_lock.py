"""Locks between processes and threads."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from repository import ROOT

from landfast.core.errors import UserError
from landfast.core.lock import file_lock, run_lock


@contextmanager
def held_elsewhere(function: str, path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that holds the lock until it is killed."""
    code = (
        f"import sys, pathlib; from landfast.core.lock import {function}\n"
        f"with {function}(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        process.stdout.readline()
        yield process
        process.kill()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    got: list[float] = []

    def wait() -> None:
        with file_lock(path):
            got.append(time.monotonic())

    with held_elsewhere("file_lock", path) as process:
        waiting = threading.Thread(target=wait)
        waiting.start()
        waiting.join(0.2)
        assert not got
        process.kill()
        waiting.join(20)
    assert got


def test_threads_exclude_each_other(tmp_path: Path) -> None:
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(20):
            with file_lock(tmp_path / "lock"):
                inside += 1
                most = max(most, inside)
                time.sleep(0.0005)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_run_names_the_process_that_is_in_its_way(tmp_path: Path) -> None:
    with held_elsewhere("run_lock", tmp_path) as process:
        said = rf"{tmp_path}: in use by another landfast \(process {process.pid}\)"
        with pytest.raises(UserError, match=said), run_lock(tmp_path):
            pass
    with run_lock(tmp_path):
        pass


def test_a_run_inside_a_run_keeps_the_lock_to_the_end_of_the_outer_one(tmp_path: Path) -> None:
    other = (
        "from pathlib import Path; from landfast.core.lock import run_lock\n"
        f"with run_lock(Path({str(tmp_path)!r})): pass"
    )

    def refused() -> bool:
        return subprocess.run([sys.executable, "-c", other], cwd=ROOT, capture_output=True, check=False).returncode != 0

    with run_lock(tmp_path):
        with run_lock(tmp_path / "."):
            assert refused()
        assert refused()
    assert not refused()


def test_a_lock_that_a_child_inherited_is_free_after_the_block(tmp_path: Path) -> None:
    with run_lock(tmp_path):
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False)
    with run_lock(tmp_path):
        child.communicate(b"\n")
