"""A few points of what `scripts/chaos` does at many: the next run is whole, and what differs is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from repository import ROOT

from tools.chaos.home import Home
from tools.chaos.standing import differences
from tools.processes import descendants


@pytest.mark.long
def test_the_short_form_is_whole() -> None:
    """A machine that goes off in the middle of an apply, and upgrades that are killed."""
    command = [sys.executable, "-m", "tools.chaos", "--short"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.rpartition(" (")[0] for line in done.stdout.splitlines()] == [
        "power cuts 1/1",
        "kills of a blueprint upgrade 2/2",
    ]


def test_what_differs_is_told() -> None:
    bucket, topic = ("bucket", "a", "{}"), ("topic", "t", "{}")
    assert differences([bucket, topic], [topic, bucket]) == []
    assert differences([bucket, topic], [topic]) == ["missing: bucket a"]
    assert differences([bucket], [("bucket", "a", '{"x": 1}')]) == ["other attributes: bucket a"]
    assert differences([bucket], [bucket, bucket]) == ["doubled"]
    assert differences([bucket], [bucket, topic])[0] == "too much: topic t"


def test_a_kill_waits_for_what_is_to_be_killed(tmp_path: Path) -> None:
    """Between two engines there is none: the run goes on, until the next one or its end."""
    home = Home.new(tmp_path / "home")
    idle = [sys.executable, "-c", "import time; time.sleep(0.3)"]
    with subprocess.Popen(idle, text=True) as process:
        assert not home.kill_when(process, lambda _count: True, "terraform")
        assert process.returncode == 0
    with subprocess.Popen(idle, text=True) as process:
        assert home.kill_when(process, lambda _count: True, "landfast")
        assert process.returncode < 0


def test_steps_are_what_a_command_has_told_of(tmp_path: Path) -> None:
    home = Home.new(tmp_path / "home", tmp_path / "said")
    (tmp_path / "said").write_text("landfast down\nrehearsal | liens: nothing to do\nrehearsal | keys: 6\nremoved 2\n")
    assert home.steps() == 2


def test_processes_may_end_while_their_tree_is_read() -> None:
    """A run's children come and go while it is watched; of 3,000 looks at this shell some meet one that ends."""
    with subprocess.Popen(["sh", "-c", "while :; do /bin/true; done"]) as busy:
        try:
            seen = {child for _ in range(3000) for child in descendants(busy.pid)}
        finally:
            busy.kill()
    assert seen
