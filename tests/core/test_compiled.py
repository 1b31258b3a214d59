"""What our own children compiled is kept, also where the shell forbids it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from landfast.core.compiled import compiling_environ


def test_a_child_keeps_what_it_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    command = [sys.executable, "-c", "import sys; print(sys.dont_write_bytecode)"]
    done = subprocess.run(command, env=compiling_environ(), capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
