"""Processes of this machine: whether one still runs, told from a later one that has got the same number."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@lru_cache(maxsize=1)
def machine_start() -> str:
    """Another text after each start of the machine; empty where the system does not tell."""
    if BOOT_ID.is_file():
        return BOOT_ID.read_text(encoding="ascii").strip()
    if sys.platform == "darwin":
        asked = ["sysctl", "-n", "kern.bootsessionuuid"]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return ""


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
