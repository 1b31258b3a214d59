"""The library that generated projects run on, as the wheel that each of them carries.

An installed landfast has it as a file. In a checkout it is built from `ml/`, the same bytes for the same source.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from landfast_ml.contract.layout import LIBRARY, VENDOR

from landfast.core import cache as kept
from landfast.core.errors import UserError

# How the name of its wheel begins, in a project.
WHEELS = f"{VENDOR}/{LIBRARY}-"
EXTRAS = "beam,kubeflow,learn,mlflow,serving,tables,vertex"
PACKED = Path(__file__).parent / VENDOR
SOURCE = Path(__file__).resolve().parent.parent / "ml"
# 1980-01-01, the earliest that a zip file can say.
NO_TIME = "315532800"
BUILD = "import sys; from flit_core.buildapi import build_wheel; print(build_wheel(sys.argv[1]))"


@dataclass(frozen=True, slots=True)
class Library:
    """`file` is its name in the project's `vendor/`."""

    file: str
    content: bytes

    @property
    def path(self) -> str:
        return f"{VENDOR}/{self.file}"

    def values(self) -> Mapping[str, str]:
        """What templates may say of it."""
        return {"path": self.path, "sha256": hashlib.sha256(self.content).hexdigest(), "extras": EXTRAS}


@cache
def library() -> Library:
    """Raises: UserError if it is neither packed nor to be built."""
    packed = sorted(PACKED.glob("landfast_ml-*.whl"))
    if packed:
        return Library(packed[-1].name, packed[-1].read_bytes())
    if not (SOURCE / "pyproject.toml").is_file():
        raise UserError(f"{PACKED}: the library of generated projects is missing; install landfast anew")
    name = f"landfast_ml-{_version()}-py3-none-any.whl"
    path = kept.entry(f"library/{_digest()}-{name}", build, zipfile.is_zipfile)
    return Library(name, path.read_bytes())


def wheel_in(files: Mapping[str, bytes]) -> str | None:
    """The name of the library's wheel among the files of a project."""
    return next((name for name in files if name.startswith(WHEELS)), None)


def build(target: Path) -> None:
    """Builds the wheel of `ml/` as `target`. Raises: UserError."""
    with tempfile.TemporaryDirectory() as folder:
        environ = os.environ | {"SOURCE_DATE_EPOCH": NO_TIME}
        command = [sys.executable, "-P", "-c", BUILD, folder]
        done = subprocess.run(command, cwd=SOURCE, env=environ, capture_output=True, text=True, check=False)
        if done.returncode:
            raise UserError(f"ml/: the library can't be built: {done.stderr.strip()[-500:]}")
        target.write_bytes(Path(folder, done.stdout.split()[-1]).read_bytes())


def _version() -> str:
    found = re.search(r'^__version__ = "(.+)"$', (SOURCE / "landfast_ml/__init__.py").read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise UserError("ml/landfast_ml/__init__.py: says no __version__")
    return found[1]


def _digest() -> str:
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.relative_to(SOURCE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    yield SOURCE / "pyproject.toml"
    below = (path for path in (SOURCE / "landfast_ml").rglob("*") if path.is_file())
    yield from sorted(path for path in below if "__pycache__" not in path.parts)
