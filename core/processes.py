"""Processes of this machine: whether one still runs, told from a later one that has got the same number."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def started_at(pid: int) -> str:
    """When a process started, in the system's own words; empty if there is no such process.

    With it a process is told from a later one that has got the same number.
    """
    stat = Path(f"/proc/{pid}/stat")
    try:
        # The name in brackets may itself hold spaces and brackets. Field 3 is the state, 22 the start.
        fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return "" if fields[0] in "ZX" else fields[19]
    except (FileNotFoundError, ProcessLookupError):
        if stat.parent.parent.joinpath("self").exists() or os.name != "posix":
            return ""
    listed = ["ps", "-o", "lstart=", "-p", str(pid)]
    return subprocess.run(listed, capture_output=True, text=True, check=False).stdout.strip()
