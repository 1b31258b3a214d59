"""Makes `.venv` and installs exactly what requirements.lock says, or does nothing if that has been done.

`install.py ml` makes `ml/.venv` besides, which the tests of the library landfast-ml run in. Standard library only: this
is what runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
LIBRARY = ROOT / "ml"
sys.path.insert(0, str(ROOT))
from landfast.core.certificates import installer_environ  # noqa: E402  # needs the line above

SUPPORTED = ((3, 11), (3, 13))


def fingerprint(*names: str) -> str:
    """Changes when another interpreter, or one of these files, would make another environment."""
    digest = hashlib.sha256(sys.version.encode() + str(ROOT).encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def install(folder: Path, stamp: str, make: Callable[[], None]) -> None:
    """Has `make` make the environment of a folder, unless that has been done."""
    path = folder / ".venv" / "installed"
    if path.is_file() and path.read_text() == stamp:
        # `bin/landfast` compares times, which is quicker.
        path.touch()
        return
    started, name = time.monotonic(), (folder / ".venv").relative_to(ROOT)
    print(f"landfast: making {name} and installing the locked packages ...", file=sys.stderr)
    path.unlink(missing_ok=True)
    make()
    path.write_text(stamp)
    print(f"landfast: installed in {time.monotonic() - started:.0f} s", file=sys.stderr)


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
    install(ROOT, fingerprint("requirements.lock", "pyproject.toml", "ml/pyproject.toml"), own_environment)
    if sys.argv[1:] == ["ml"]:
        install(LIBRARY, fingerprint("ml/requirements.lock", "ml/pyproject.toml"), library_environment)


def own_environment() -> None:
    venv.create(VENV, with_pip=True, clear=True)
    install_uv()
    fill(BIN / "python", "requirements.lock", ".", "ml")


def library_environment() -> None:
    run(BIN / "uv", "venv", "--quiet", "--clear", "--python", BIN / "python", LIBRARY / ".venv")
    fill(LIBRARY / ".venv" / BIN.name / "python", "ml/requirements.lock", "ml")


def fill(python: Path, lock: str, *own: str) -> None:
    """What is locked, and our own packages as they stand in the repository."""
    uv = (BIN / "uv", "pip")
    run(*uv, "sync", "--quiet", "--python", python, "--require-hashes", lock)
    for package in own:
        run(*uv, "install", "--quiet", "--python", python, "--no-deps", "--no-build-isolation", "--editable", package)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"landfast: this command failed, see above: {' '.join(map(str, error.cmd))}")
