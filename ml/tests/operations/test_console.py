"""`landfast-ml`, the command of a person who stands in a project."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sample_project import copy_project

from landfast_ml.__main__ import package_in, project_root
from landfast_ml.errors import UsageError


def called(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "landfast_ml", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_it_finds_the_project_from_any_folder_in_it(tmp_path: Path) -> None:
    root = copy_project(tmp_path)
    inside = root / "data" / "of" / "mine"
    inside.mkdir(parents=True)
    for folder in (root, inside):
        done = called(folder, "models", "list", "--environment", "unit")
        assert (done.returncode, done.stderr) == (0, "")
        assert "no model is registered" in done.stdout
    assert called(inside, "--help").stdout.startswith("usage: landfast-ml ")


def test_where_there_is_no_project_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'another'\n")
    done = called(tmp_path, "models", "list")
    assert done.returncode == 2
    assert done.stderr == f"error: {tmp_path}: no project of landfast-ml is here or above: go to the folder of one\n"


def test_two_packages_with_a_pipeline_are_named(tmp_path: Path) -> None:
    root = copy_project(tmp_path)
    own = package_in(project_root(root))
    (root / "second").mkdir()
    for name in ("__main__.py", "pipeline.py"):
        (root / "second" / name).write_text("")
    with pytest.raises(UsageError, match=f"found {own}, second"):
        package_in(root)
