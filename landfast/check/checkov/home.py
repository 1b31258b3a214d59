"""Where checkov lives: an environment of its own, made once from its own lock, as its dependencies are not ours."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from landfast.core import cache
from landfast.core.errors import InputError, Problem
from landfast.core.installer import run_uv
from landfast.core.lock import file_lock

LOCK = Path(__file__).with_name("requirements-checkov.lock")
STAMP = "installed"


def python_of_checkov() -> Path:
    """The interpreter of checkov's environment, which is made if it doesn't stand; once made, it needs no network.

    Raises: InputError if it can't be made.
    """
    home = cache.folder() / "checkov" / _fingerprint()
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    if (home / STAMP).is_file() and python.exists():
        return python
    home.parent.mkdir(parents=True, exist_ok=True)
    with file_lock(home.with_name(f"{home.name}.lock")):
        # Another process may have made it while this one waited.
        if not (home / STAMP).is_file() or not python.exists():
            print("landfast: installing checkov into an environment of its own, once ...", file=sys.stderr)
            _uv("venv", "--clear", "--python", sys.executable, str(home))
            _uv("pip", "sync", "--python", str(python), "--require-hashes", str(LOCK))
            (home / STAMP).touch()
    return python


def _fingerprint() -> str:
    return hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:16]


def _uv(*arguments: str) -> None:
    done = run_uv(*arguments)
    if done.returncode:
        fact = f"can't be installed: {done.stderr.strip()[-800:]}"
        step = "run the same command once with a network, or leave out --checkov"
        raise InputError([Problem("checkov", fact, next_step=step)])
