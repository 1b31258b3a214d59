"""A few points of what `scripts/chaos` does at many: the next run is whole, and what differs is told."""

from __future__ import annotations

import subprocess
import sys

import pytest
from repository import ROOT

from tools.chaos.standing import differences


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
