"""A landfast that ends in the middle, as by a power cut."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_CUT = """
import os, sys
left = int(sys.argv.pop())
def hook(event, _arguments):
    global left
    if event == "os.rename":
        left -= 1
        if left < 0:
            os._exit(9)
sys.addaudithook(hook)
from landfast.__main__ import main
main()
"""


def cut_off(renames: int, *arguments: str | Path) -> None:
    """Runs a command that ends after so many renames of files, and asserts that it came so far."""
    command = [sys.executable, "-c", _CUT, *map(str, arguments), str(renames)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 9
