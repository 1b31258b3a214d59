"""What `scripts/bench models` runs: a measurement of landfast-ml, by the interpreter that has its packages."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from tools import ROOT

ML = ROOT / "ml"
PYTHON = ML / ".venv" / "bin" / "python"
INSTALL = "sh scripts/python scripts/install.py ml"


def models(arguments: Sequence[str]) -> int:
    """The library's search beside what one gets without it; 0 if it is nowhere further behind than its goal."""
    if not PYTHON.exists():
        print(f"{PYTHON.relative_to(ROOT)}: the library's packages are missing, install them: {INSTALL}")
        return 2
    environ = {**os.environ, "PYTHONPATH": str(ML), "PYTHONWARNINGS": "ignore"}
    # -P: the library's `tools`, not those of this folder.
    command = [str(PYTHON), "-P", "-m", "tools.model_bench", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode
