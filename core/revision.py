"""Which commit a folder is at."""

from __future__ import annotations

import subprocess
from pathlib import Path

from landfast.core.children import child_environ

SECONDS = 5


def revision(folder: Path) -> str:
    """The commit that is checked out; empty where there is none, or no git.

    Whether files differ from it isn't asked: git would run what the folder's own configuration names.
    """
    command = ["git", "-C", str(folder), "rev-parse", "--verify", "--quiet", "HEAD^{commit}"]
    try:
        done = subprocess.run(
            command, env=child_environ(), capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
