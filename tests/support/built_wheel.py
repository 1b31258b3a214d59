"""The wheel, built from this repository and installed with the locked packages that it asks for, and no others."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path

import generated
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from repository import ROOT

from landfast.blueprints.library import library
from landfast.core.lock import file_lock


def build(kind: str, source: Path, into: Path) -> Path:
    """Builds a `wheel` or an `sdist` of a source tree, where no checkout is importable: as pip does from git."""
    command = [sys.executable, "-S", "-m", "hatchling", "build", "--target", kind, "--directory", into]
    environ = {**os.environ, "PYTHONPATH": sysconfig.get_path("purelib")}
    subprocess.run(command, cwd=source, env=environ, capture_output=True, check=True)
    (built,) = into.iterdir()
    return built


def installed(factory: pytest.TempPathFactory, *extras: str) -> Path:
    """The programs of an environment that has the wheel and these extras; one for all processes of a test run."""
    home = generated.shared(factory) / "-".join(("wheel", *extras))
    home.mkdir(exist_ok=True)
    with file_lock(home / "lock"):
        programs = home / "venv/bin"
        if not (programs / "landfast").exists():
            lock = home / "requirements.lock"
            lock.write_text("".join(_locked(_needed(extras))), encoding="utf-8")
            generated.install(home / "venv", lock)
            wheel = build("wheel", ROOT, home / "dist")
            ours = home / library().file
            ours.write_bytes(library().content)
            command = [sys.executable, "-m", "uv", "--quiet", "pip", "install", "--no-deps", "--offline"]
            subprocess.run([*command, "--python", programs / "python", wheel, ours], check=True)
    return programs


def _needed(extras: Sequence[str]) -> set[str]:
    """All that the project's metadata asks for with these extras, by way of what is installed here."""
    found: set[tuple[str, str]] = set()
    pending = [("landfast", extra) for extra in ("", *extras)]
    while pending:
        name, extra = pending.pop()
        if (name, extra) in found:
            continue
        found.add((name, extra))
        for text in distribution(name).requires or ():
            required = Requirement(text)
            if required.marker is None or required.marker.evaluate({"extra": extra}):
                pending += [(canonicalize_name(required.name), wanted) for wanted in ("", *required.extras)]
    return {name for name, _extra in found}


def _locked(names: set[str]) -> Sequence[str]:
    """The lines of requirements.lock that pin these packages, hashes included."""
    lines, kept = [], False
    for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines(keepends=True):
        if not line.startswith(" "):
            kept = line.partition("==")[0] in names
        if kept:
            lines.append(line)
    return lines


def environ(cache: Path) -> dict[str, str]:
    """Of a user who has no Python settings, and whose cache is empty at first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON", "VIRTUAL_"))}
    return kept | {"LANDFAST_CACHE": str(cache)}
