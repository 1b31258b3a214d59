"""The statistics of generated projects against statsmodels, which is not among their own packages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from installed_project import environ, project
from repository import LOCKS

from landfast.core.certificates import installer_environ

__all__ = ["project"]


def test_statsmodels_agrees(project: Path, tmp_path: Path) -> None:
    """Beside the project's environment, not in it: other tests use that one at the same time."""
    lock = LOCKS / "oracle.lock"
    command = [sys.executable, "-m", "uv", "--quiet", "pip", "install", "--no-deps", "--require-hashes"]
    python = f"{project}/.venv/bin/python"
    subprocess.run(
        [*command, "--python", python, "--target", str(tmp_path), "-r", str(lock)], env=installer_environ(), check=True
    )
    variables = environ(project)
    variables["PYTHONPATH"] = f"{tmp_path}:{variables['PYTHONPATH']}"
    done = subprocess.run(
        [python, "-m", "pytest", "tests/test_statistics_oracle.py"],
        cwd=project,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    # It ran: without statsmodels the whole file is skipped, and that is a success as well.
    assert re.search(r"^10 passed", done.stdout, re.MULTILINE), done.stdout
