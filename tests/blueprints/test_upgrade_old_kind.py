"""A project of the kind that held its library in its own package ends in today's shape, and nothing edited is lost.

`old_kind.tar.xz` is one as blueprint tabular 1 made it, with every orchestrator: `base/` as it was generated (the first
lines of its locks), `edited/` what a person changed.
"""

from __future__ import annotations

import json
import re
import tarfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from in_process import landfast
from repository import ROOT

from landfast.blueprints.record import BASE, pack

FIXTURE = ROOT / "tests/golden/old_kind.tar.xz"
ESTIMATORS, EVALUATE = "diagnosis/models/estimators.py", "diagnosis/steps/evaluate.py"
SETTINGS = "settings.toml"
TODAY = {"diagnosis/__init__.py", "diagnosis/__main__.py", "diagnosis/pipeline.py"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    with tarfile.open(FIXTURE) as archive:
        archive.extractall(tmp_path / "x", filter="data")
    base, project = tmp_path / "x/base", tmp_path / "ml"
    files = {path.relative_to(base).as_posix(): path.read_bytes() for path in base.rglob("*") if path.is_file()}
    edited = tmp_path / "x/edited"
    mine = {path.relative_to(edited).as_posix(): path.read_bytes() for path in edited.rglob("*") if path.is_file()}
    answers = (tmp_path / "x/answers.json").read_bytes()
    for name, content in {**files, **mine, BASE: pack(files), ".landfast-blueprint/answers.json": answers}.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_bytes(content)
    return project


def upgrade(project: Path, *options: str) -> tuple[int, dict[str, Any]]:
    done = landfast(project, "blueprint", "upgrade", project, "--json", *options)
    assert not done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)["result"]


def today(text: str) -> str:
    """Every conflict settled as the blueprint has it."""
    return re.sub(r"<<<<<<< .*?^=======\n(.*?)^>>>>>>> [^\n]*\n", r"\1", text, flags=re.DOTALL | re.MULTILINE)


def test_it_ends_in_todays_shape_and_every_edit_is_kept_or_shown(old: Path) -> None:
    mine = {name: (old / name).read_text() for name in (ESTIMATORS, EVALUATE)}
    code, result = upgrade(old)
    assert code == 1
    files = {file["path"]: file for file in result["files"]}
    conflicts = {path for path, file in files.items() if file["action"] == "conflict"}
    assert conflicts == {ESTIMATORS, EVALUATE, "diagnosis/pipeline.py", SETTINGS}

    settings = (old / SETTINGS).read_text()
    assert 'algorithm = "boosting"' in settings
    assert "iterations = 120" in settings
    assert "train.algorithm is no more (search.algorithms)" in files[SETTINGS]["note"]
    assert "train.iterations is no more (the search finds it)" in files[SETTINGS]["note"]
    assert tomllib.loads(today(settings))["monitoring"]["window_days"] == 14
    columns = {column["name"]: column for column in yaml.safe_load((old / "features.yaml").read_text())["columns"]}
    assert (columns["mean_radius"]["maximum"], columns["mean_radius"]["transform"]) == (50.0, "log")
    assert "memory_gb=32" in (old / "diagnosis/pipeline.py").read_text()

    assert {name: (old / name).read_text() for name in mine} == mine
    assert "@estimator" in files[ESTIMATORS]["note"]
    assert 'PIPELINE.changed("evaluate", function="diagnosis.steps.evaluate:run")' in files[EVALUATE]["note"]
    page = (old / "UPGRADE.md").read_text()
    assert "+        max_leaf_nodes=15," in page
    assert '+SEEN = "our own look at it"' in page

    package = {path.relative_to(old).as_posix() for path in (old / "diagnosis").rglob("*") if path.is_file()}
    assert package == TODAY | set(mine)
    assert [path.suffix for path in (old / "vendor").iterdir()] == [".whl"]


def test_a_page_of_that_name_that_a_person_wrote_is_kept(old: Path) -> None:
    (old / "UPGRADE.md").write_text("# Mine\n")
    upgrade(old)
    page = (old / "UPGRADE.md").read_text()
    assert page.startswith("# What the upgrade could not carry over")
    assert page.endswith("# Mine\n")


def test_edits_of_other_library_code_are_shown_with_the_module_that_took_its_place(old: Path) -> None:
    edited = {
        "diagnosis/settings.py": "landfast_ml.settings.tables",
        "diagnosis/models/metrics.py": "landfast_ml.models.metrics",
        "tests/test_metrics.py": "keep what tests your own code",
        "images/images.toml": "images files",
        "diagnosis/monitoring/__init__.py": "landfast_ml.monitoring",
    }
    for name in edited:
        (old / name).write_bytes((old / name).read_bytes() + b"# mine, ```")
    files = {file["path"]: file for file in upgrade(old, "--check")[1]["files"]}
    assert not (old / "UPGRADE.md").exists()
    for name, said in edited.items():
        assert files[name]["action"] == "conflict"
        assert said in files[name]["note"]
    upgrade(old)
    assert (old / "UPGRADE.md").read_text().count("+# mine, ```") == len(edited)


def test_without_edits_nothing_is_left_to_settle(old: Path) -> None:
    with tarfile.open(FIXTURE) as archive:
        for member in archive.getmembers():
            name = member.name.removeprefix("base/")
            if member.isfile() and name != member.name:
                reader = archive.extractfile(member)
                assert reader is not None
                (old / name).write_bytes(reader.read())
    code, result = upgrade(old)
    assert (code, {file["action"] for file in result["files"]}) == (0, {"added", "updated", "removed"})
    assert upgrade(old, "--check")[0] == 0


def test_once_settled_it_is_up_to_date(old: Path) -> None:
    upgrade(old)
    for path in (old / "diagnosis/pipeline.py", old / SETTINGS):
        path.write_text(today(path.read_text()))
    for name in (ESTIMATORS, EVALUATE, "UPGRADE.md"):
        (old / name).unlink()
    assert upgrade(old)[0] == 0
    assert upgrade(old, "--check")[0] == 0
    assert not (old / "UPGRADE.md").exists()


def test_a_setting_of_an_environment_that_is_no_more_is_told_although_it_merges(old: Path) -> None:
    with (old / SETTINGS).open("a") as settings:
        settings.write("\n[environments.prod.train]\nlearning_rate = 0.05\n")
    files = {file["path"]: file for file in upgrade(old, "--check")[1]["files"]}
    assert "train.learning_rate is no more" in files[SETTINGS]["note"]
