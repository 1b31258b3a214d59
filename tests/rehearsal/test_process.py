"""The plugin's process: it starts with a run and ends with it, however that ends; wrong faults stop it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from landfast.core.errors import InputError
from landfast.rehearsal import RehearsalCloud

START_AND_HANG = """
import sys, time
from pathlib import Path
from landfast.rehearsal import RehearsalCloud
with RehearsalCloud(Path(sys.argv[1])) as cloud:
    print(cloud.environ["TF_REATTACH_PROVIDERS"], flush=True)
    time.sleep(600)
"""


def test_wrong_faults_are_told_at_once(tmp_path: Path) -> None:
    faults = tmp_path / "faults.json"
    faults.write_text('[{"action": "explode"}, {"action": "fail", "times": 0}]')
    with pytest.raises(InputError) as error, RehearsalCloud(tmp_path / "cloud", faults):
        pass
    assert [problem.path for problem in error.value.problems] == ["faults.json.0.action", "faults.json.1.times"]


def test_the_plugin_ends_with_its_parent_even_if_that_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", START_AND_HANG, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    entry = next(iter(json.loads(parent.stdout.readline()).values()))
    pid, socket = entry["Pid"], Path(entry["Addr"]["String"])
    assert socket.exists()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while (is_running(pid) or socket.parent.exists()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(pid)
    assert not socket.parent.exists()


def test_nothing_is_left_when_a_run_is_over(tmp_path: Path) -> None:
    with RehearsalCloud(tmp_path) as cloud:
        entry = next(iter(json.loads(cloud.environ["TF_REATTACH_PROVIDERS"]).values()))
        assert is_running(entry["Pid"])
        with RehearsalCloud(tmp_path) as second:
            assert second.environ != cloud.environ
    assert not is_running(entry["Pid"])
    assert not Path(entry["Addr"]["String"]).parent.exists()


def is_running(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
