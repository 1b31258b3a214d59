"""Versions made of content: the same data, code and configuration always have the same ones."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from landfast_ml.contract import layout
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.privacy.exclusions import erased
from landfast_ml.project import Project

LENGTH = 16
# What a step reads besides code.
CONFIGURATION = ("about.toml", layout.FEATURES, layout.PYPROJECT, layout.SETTINGS, layout.CLOUD_LOCK)
# Stands beside the raw table while an import replaces it.
PENDING = "import.pending"


def digest(value: Any) -> str:
    """Of any JSON value, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:LENGTH]


def files_digest(paths: Iterable[Path], root: Path) -> str:
    """Of names and contents, names relative to `root`."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.relative_to(root).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()[:LENGTH]


def raw_files(job: Job) -> list[Path]:
    """The raw table's files, sorted; ProjectError if there are none."""
    if (job.table / PENDING).exists():
        raise ProjectError(f"an import of {job.columns.table} was cut off or is going on: run `data import` again")
    files = sorted(job.table.glob("*.csv"))
    if not files:
        raise ProjectError(f"no CSV file in {job.table}: put the table {job.columns.table} there, `data add FILE` does")
    return files


def data_snapshot(job: Job) -> str:
    """Version of the raw table as it is now, without the subjects who were erased."""
    files, gone = files_digest(raw_files(job), job.table), sorted(erased(job))
    return digest([files, gone]) if gone else files


def code_version(project: Project) -> str:
    """Version of the project's code and of the libraries it runs on, this one among them."""
    return digest([_code_version(project.root / project.package), _library_version()])


@cache
def _code_version(package: Path) -> str:
    root = package.parent
    return files_digest([*package.rglob("*.py"), root / layout.LOCK], root)


@cache
def _library_version() -> str:
    """Of the library's own files: an ejected copy may have been changed."""
    home = Path(__file__).parent
    return files_digest(home.rglob("*.py"), home)


def image_version(project: Project) -> str:
    """Version of all that is copied into the image."""
    root = project.root
    folders = (project.package, layout.VENDOR, layout.LIBRARY, layout.ENVIRONMENTS)
    found = [path for name in folders for path in (root / name).rglob("*") if path.suffix in (".py", ".whl", ".json")]
    found += [root / name for name in CONFIGURATION if (root / name).is_file()]
    return files_digest(found, root)


def revision(root: Path) -> str:
    """The commit: CODE_REVISION, which CI and the image set, or that of the git work tree; else empty."""
    given = os.environ.get("CODE_REVISION", "")
    if given or not (root / ".git").exists():
        return given
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout.strip()
