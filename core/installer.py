"""Installs locked packages into environments of their own, by uv."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from landfast.core.certificates import installer_environ
from landfast.core.extras import require


def run_uv(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """What uv said, whatever it was. Raises: UserError if it is not installed."""
    require("uv")
    command = [sys.executable, "-P", "-m", "uv", *arguments, "--quiet"]
    return subprocess.run(command, cwd=folder, env=installer_environ(), capture_output=True, text=True, check=False)
