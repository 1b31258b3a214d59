"""`landfast blueprint eject`: the library's source in the place of its wheel, and the exit stays open."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from cut_off import cut_off
from document_schemas import validated
from in_process import landfast

from landfast import blueprints
from landfast.blueprints import ProjectInputs
from landfast.blueprints.record import BASE, pack, unpack


@pytest.fixture
def project(tmp_path: Path) -> Path:
    source = blueprints.demo_source()
    inputs = ProjectInputs(
        name="risk", package="risk", title="Risk", purpose="x", area="eu", region="europe-west4", source=source
    )
    blueprints.generate("tabular", inputs, {}, tmp_path / "ml")
    return tmp_path / "ml"


def run(command: str, project: Path, *options: str) -> tuple[int, dict[str, Any]]:
    done = landfast(project, "blueprint", command, project, "--json", *options)
    assert not done.stderr, done.stderr
    document = validated(f"blueprint {command}", done.stdout) if done.returncode < 2 else json.loads(done.stdout)
    return done.returncode, document.get("result", document)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_source_takes_the_place_of_the_wheel(project: Path) -> None:
    (project / "pyproject.toml").write_text((project / "pyproject.toml").read_text() + "# mine\n")
    # As uv writes it, when the project was locked anew.
    lock = project / "requirements.lock"
    lock.write_text(lock.read_text().replace("./vendor/", "vendor/"))
    code, result = run("eject", project)
    assert code == 0
    assert "landfast_ml/__init__.py" in {file["path"] for file in result["files"]}
    assert not list((project / "vendor").glob("*.whl"))
    for name in ("requirements.lock", "requirements-cloud.lock", "pyproject.toml"):
        assert "vendor/" not in (project / name).read_text()
    document = tomllib.loads((project / "pyproject.toml").read_text())
    needs = document["project"]["dependencies"]
    assert any(need.startswith("scikit-learn>=") for need in needs)
    assert any(need.startswith("pyarrow>=") for need in needs)
    assert any(
        need.startswith("google-cloud-storage>=") for need in document["project"]["optional-dependencies"]["cloud"]
    )
    assert not any("landfast" in need for need in needs)
    (overrides,) = document["tool"]["mypy"]["overrides"]
    assert overrides == {"module": ["landfast_ml.*"], "follow_imports": "silent"}
    # Without what is installed beside it, Python finds it in the project's folder.
    found = [sys.executable, "-c", "import landfast_ml; print(landfast_ml.__file__)"]
    done = subprocess.run(found, cwd=project, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()) == project / "landfast_ml/__init__.py"


@pytest.mark.parametrize(("renames", "then"), [(0, "eject"), (1, "eject"), (90, "eject"), (90, "upgrade")])
def test_what_was_cut_off_is_finished_by_the_next(project: Path, tmp_path: Path, renames: int, then: str) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(project, whole)
    expected = run("eject", whole)[1]["files"]
    cut_off(renames, "blueprint", "eject", project)
    assert contents(project) != contents(whole)
    code, result = run(then, project)
    assert code == 0
    assert contents(project) == contents(whole)
    if then == "eject":
        assert sorted(file["path"] for file in result["files"]) == sorted(file["path"] for file in expected)


def test_a_later_upgrade_leaves_it_alone_and_says_so(project: Path) -> None:
    run("eject", project)
    assert run("upgrade", project, "--check") == (0, run("upgrade", project)[1])
    (project / "landfast_ml/errors.py").write_text("# mine\n")
    base = unpack((project / BASE).read_bytes())
    wheel = next(name for name in base if name.startswith("vendor/"))
    lock = base["requirements.lock"].replace(b"numpy==", b"numpy==0")
    older = {"vendor/landfast_ml-0.0.9-py3-none-any.whl": base.pop(wheel), "requirements.lock": lock}
    (project / BASE).write_bytes(pack({**base, **older, "README.md": b"old\n"}))
    (project / "README.md").write_bytes(b"old\n")
    ejected = contents(project / "landfast_ml")
    code, result = run("upgrade", project)
    assert code == 0
    assert {file["path"]: file["action"] for file in result["files"]} == {"README.md": "updated"}
    assert contents(project / "landfast_ml") == ejected
    assert not list((project / "vendor").glob("*.whl"))


def test_a_newer_library_is_told_to_who_ejected_an_older_one(project: Path) -> None:
    wheel = next(name for name in unpack((project / BASE).read_bytes()) if name.startswith("vendor/"))
    run("eject", project)
    base = unpack((project / BASE).read_bytes())
    path = project.parent / "older.whl"
    path.write_bytes(base[wheel])
    with ZipFile(path, "a") as archive:
        archive.writestr("landfast_ml/older.py", "")
    (project / BASE).write_bytes(pack({**base, wheel: path.read_bytes()}))
    files = {file["path"]: file for file in run("upgrade", project)[1]["files"]}
    assert files["landfast_ml/"]["action"] == "left"
    assert "you ejected it" in files["landfast_ml/"]["note"]
    assert run("upgrade", project, "--check")[0] == 0


def test_what_is_no_project_or_was_ejected_is_refused_and_left_as_it_is(project: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, problem = run("eject", tmp_path / "empty")
    assert (code, list((tmp_path / "empty").iterdir())) == (2, [])
    assert "no blueprint made this folder" in problem["problems"][0]
    run("eject", project)
    before = contents(project)
    code, problem = run("eject", project)
    assert (code, contents(project)) == (2, before)
    assert "is there already" in problem["problems"][0]


def test_a_project_that_asks_for_the_library_otherwise_is_refused_whole(project: Path) -> None:
    path = project / "requirements.lock"
    path.write_text("numpy==2.3\n")
    before = contents(project)
    code, problem = run("eject", project)
    assert (code, contents(project)) == (2, before)
    assert "requirements.lock" in problem["problems"][0]
