"""Makes `.venv` and installs exactly what requirements.lock says, or does nothing if that has been done.

Standard library only: this is what runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "installed"
sys.path.insert(0, str(ROOT))
from landfast.core.certificates import installer_environ  # noqa: E402  # needs the line above

SUPPORTED = ((3, 11), (3, 13))


def fingerprint() -> str:
    """Changes when another interpreter, lock or project file would make another environment."""
    digest = hashlib.sha256(sys.version.encode() + str(ROOT).encode())
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def locked(package: str) -> str:
    """The lines of requirements.lock that pin one package, hashes included."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{package}=="))
    end = next((i for i in range(start + 1, len(lines)) if not lines[i].startswith(" ")), len(lines))
    return "\n".join(lines[start:end]) + "\n"


def run(*command: str | Path) -> None:
    """Runs a command; what it prints goes to the error stream, since stdout belongs to what comes after."""
    subprocess.run([str(part) for part in command], check=True, stdout=sys.stderr, cwd=ROOT, env=installer_environ())


def install_uv() -> None:
    """The installer itself, by pip: its lock entry carries the hashes, so pip checks it too."""
    with tempfile.TemporaryDirectory() as folder:
        requirement = Path(folder, "uv.txt")
        requirement.write_text(locked("uv"), encoding="utf-8")
        pip = (BIN / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        run(*pip, "--no-deps", "--require-hashes", "--requirement", requirement)


def main() -> None:
    if not SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"landfast: Python {found} is not supported: 3.11 to 3.13 are, install one and name it in PYTHON")
    if STAMP.is_file() and STAMP.read_text() == fingerprint():
        return
    started = time.monotonic()
    print("landfast: making .venv and installing the locked packages ...", file=sys.stderr)
    STAMP.unlink(missing_ok=True)
    venv.create(VENV, with_pip=True, clear=True)
    install_uv()
    uv = (BIN / "uv", "pip")
    python = ("--quiet", "--python", BIN / "python")
    run(*uv, "sync", *python, "--require-hashes", "requirements.lock")
    run(*uv, "install", *python, "--no-deps", "--no-build-isolation", "--editable", ".")
    STAMP.write_text(fingerprint())
    print(f"landfast: installed in {time.monotonic() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"landfast: this command failed, see above: {' '.join(map(str, error.cmd))}")
