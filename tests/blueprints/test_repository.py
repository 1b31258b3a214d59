"""A project below its repository's root: what the host reads only there is put there, and works from there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import generated
import pytest
from ruamel.yaml import YAML

from landfast import blueprints
from landfast.blueprints import AtRoot


def project(root: Path, folder: str, host: str) -> Path:
    inputs = generated.inputs(host=host).model_copy(update={"folder": folder})
    environments = {stage.name: generated.facts(stage.name) for stage in generated.STAGES}
    return blueprints.generate("tabular", inputs, environments, root / folder).folder


def read(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path)


def commands(path: Path) -> list[str]:
    """What a workflow's jobs run, line by line."""
    return [step["run"] for job in read(path)["jobs"].values() for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("folder", ["ml", "services/churn/ml"])
def test_github_finds_workflows_that_find_the_project(tmp_path: Path, folder: str) -> None:
    found = blueprints.put_at_root(project(tmp_path, folder, "github"), {})
    assert found.problems == []
    names = {path.relative_to(tmp_path).as_posix() for path in found.written}
    slug = folder.replace("/", "-")
    assert names == {f".github/workflows/{slug}-{name}.yaml" for name in ("pull-request", "main", "release")}
    assert not (tmp_path / folder / ".github").exists()
    for path in found.written:
        text = path.read_text(encoding="utf-8")
        for script in re.findall(r"(?:sh|python) (\S*scripts/\S+)", text):
            assert (tmp_path / script).is_file(), script
    # As the host does, at the root: the identity is told, and each subcommand is known there.
    identity = next(line for line in commands(found.written[0]) if "identity.py" in line)
    told = tmp_path / "told"
    done = subprocess.run(
        ["sh", "-c", identity], cwd=tmp_path, check=False, capture_output=True, text=True,
        env={**os.environ, "ENVIRONMENT": "dev", "GITHUB_OUTPUT": str(told),
             "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert told.read_text(encoding="utf-8").startswith("provider=projects/1/")
    words = {line.split()[2] for path in found.written for line in commands(path) if "scripts/ci" in line}
    assert words == {"check", "login", "image", "deploy"}
    usage = subprocess.run(["sh", f"{folder}/scripts/ci"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert all(f"{word} " in usage.stderr for word in words)


@pytest.mark.parametrize(
    ("path", "checked"),
    [
        ("ml/settings.toml", True),
        (".github/workflows/ml-main.yaml", True),
        ("README.md", False),
        (".github/workflows/ml.yaml", False),
        ("mlops/settings.toml", False),
    ],
)
def test_a_pull_request_is_always_answered_and_checked_where_it_changes_the_project(
    tmp_path: Path, path: str, checked: bool
) -> None:
    found = blueprints.put_at_root(project(tmp_path, "ml", "github"), {})
    workflow = read(next(path for path in found.written if path.name == "ml-pull-request.yaml"))
    # A required check that a filter leaves out is waited for without end.
    assert workflow["on"] == {"pull_request": None}
    changed, *_, last = [step for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    assert last["if"] == "steps.changed.outputs.project == 'true'"
    base, merge = commit(tmp_path, "README.md"), commit(tmp_path, path)
    assert base != merge
    told = tmp_path / "told"
    told.touch()
    subprocess.run(
        ["bash", "-e", "-c", changed["run"]], cwd=tmp_path, check=True, env={**os.environ, "GITHUB_OUTPUT": str(told)}
    )
    assert (told.read_text(encoding="utf-8") == "project=true\n") is checked


def commit(root: Path, path: str) -> str:
    """A change of a file, committed."""

    def git(*words: str) -> str:
        told = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", *words]
        return subprocess.run(told, cwd=root, check=True, capture_output=True, text=True).stdout

    (root / path).parent.mkdir(parents=True, exist_ok=True)
    with (root / path).open("a", encoding="utf-8") as file:
        file.write("# more\n")
    git("init", "--quiet")
    git("add", path)
    git("commit", "--quiet", "-m", path)
    return git("rev-parse", "HEAD")


def test_gitlab_includes_the_projects_file(tmp_path: Path) -> None:
    home = project(tmp_path, "ml", "gitlab")
    found = blueprints.put_at_root(home, {})
    assert [path.name for path in found.written] == [".gitlab-ci.yml"]
    included = read(tmp_path / ".gitlab-ci.yml")["include"][0]["local"]
    assert included == "/ml/.gitlab-ci.yml"
    assert read(home / ".gitlab-ci.yml")["check"]["script"] == ["sh ml/scripts/ci check"]


def test_what_a_person_has_there_stays_and_it_is_said_what_to_add(tmp_path: Path) -> None:
    mine = tmp_path / ".gitlab-ci.yml"
    mine.write_text("stages: [lint]\n")
    found = blueprints.put_at_root(project(tmp_path, "ml", "gitlab"), {})
    assert found.written == ()
    assert "is not overwritten; add to its include: local: /ml/.gitlab-ci.yml" in str(found.problems[0])
    assert mine.read_text() == "stages: [lint]\n"


def test_copies_are_brought_up_to_date_and_edited_or_removed_ones_are_not(tmp_path: Path) -> None:
    home = project(tmp_path, "ml", "github")
    main, pull, release = blueprints.put_at_root(home, {}).written
    before = blueprints.root_files(home)
    for path in (home / "repository/.github/workflows").iterdir():
        path.write_text(f"# newer\n{path.read_text()}")
    pull.write_text("mine")
    release.unlink()
    found = blueprints.put_at_root(home, before)
    assert found.written == (main,)
    assert main.read_text().startswith("# newer")
    assert (pull.read_text(), release.exists()) == ("mine", False)
    assert "compare it with" in str(found.problems)
    assert blueprints.put_at_root(home, blueprints.root_files(home)).written == ()


def test_a_project_that_is_the_repository_has_its_files_where_they_are_read(tmp_path: Path) -> None:
    home = project(tmp_path, ".", "github")
    assert (home / ".github/workflows/main.yaml").is_file()
    assert not (home / "repository").exists()
    assert blueprints.put_at_root(home, {}) == AtRoot()


def test_a_project_that_is_elsewhere_than_said_writes_nothing(tmp_path: Path) -> None:
    home = project(tmp_path, "ml", "github")
    moved = home.rename(tmp_path / "model")
    found = blueprints.put_at_root(moved, {})
    assert "repository.folder: the project is not there, got ml" in str(found.problems[0])
    assert not (tmp_path / ".github").exists()


def test_nothing_is_written_through_a_link_that_leads_away(tmp_path: Path) -> None:
    root, away = tmp_path / "root", tmp_path / "away"
    away.mkdir()
    root.mkdir()
    (root / ".github").symlink_to(away)
    found = blueprints.put_at_root(project(root, "ml", "github"), {})
    assert len(found.problems) == 3
    assert list(away.rglob("*")) == []


def test_triggers_name_the_files_where_they_are(tmp_path: Path) -> None:
    """That these are the files that triggers name: test_delivery.py."""
    builds = [read(path) for path in (project(tmp_path, "services/ml", "github") / "cloudbuild").iterdir()]
    assert len(builds) == 3
    assert all("sh services/ml/scripts/ci " in step["script"] for build in builds for step in build["steps"])
