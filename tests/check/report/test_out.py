"""`landfast check` writes what it is asked for: one verdict, as many files as wanted, exit codes that CI can trust."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FAR = {"resource": {"google_storage_bucket": {"far": {"name": "far", "location": "US"}}}}


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "landfast", "check", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=os.environ, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra/main.tf.json").write_text(json.dumps(FAR))
    return tmp_path


def test_one_run_writes_every_file_and_shows_the_table(folder: Path) -> None:
    names = ["r.json", "r.sarif", "r.xml", "r.md", "r.html", "r.txt", "r.gitlab.json"]
    done = run("infra", *(word for name in names for word in ("--out", name)), cwd=folder)
    assert done.returncode == 1
    assert done.stdout.startswith("HIGH")
    assert (folder / "r.txt").read_text() == done.stdout
    assert sorted(path.name for path in folder.iterdir()) == sorted([*names, "infra"])
    location = json.loads((folder / "r.sarif").read_text())["runs"][0]["results"][0]["locations"][0]
    # From where the command ran, not from the folder that it was given: code scanning opens it.
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "infra/main.tf.json"


def test_json_is_the_same_by_every_way(folder: Path) -> None:
    short = run("infra", "--json", "--out", "r.json", cwd=folder)
    long = run("infra", "--format", "json", cwd=folder)
    assert short.stdout == long.stdout == (folder / "r.json").read_text()
    assert json.loads(short.stdout)["exit_code"] == short.returncode == long.returncode == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("infra", "--out", "report.pdf"), "there are .txt, .json, .sarif"),
        (("infra", "--json", "--format", "sarif"), "--json asks for json"),
        (("infra", "--format", "yaml"), "is not one of 'table'"),
    ],
)
def test_what_can_not_be_written_is_refused_before_the_work(words: tuple[str, ...], says: str, folder: Path) -> None:
    done = run(*words, cwd=folder)
    assert done.returncode == 2
    assert says in done.stdout + done.stderr
    assert [path.name for path in folder.iterdir()] == ["infra"]


def test_an_error_is_a_document_wherever_json_is_asked_for(folder: Path) -> None:
    for words in (("--json",), ("--format", "json"), ("--format=json",)):
        done = run("nowhere", *words, cwd=folder)
        assert done.returncode == 2
        assert "no such file" in json.loads(done.stdout)["problems"][0]


@pytest.mark.parametrize(("fail_on", "code"), [("low", 1), ("high", 1), ("critical", 0)])
def test_exit_code_follows_the_severity_in_every_format(fail_on: str, code: int, folder: Path) -> None:
    bucket = FAR["resource"]["google_storage_bucket"]["far"]
    body = {
        "terraform": {"backend": {"gcs": {"bucket": "far"}}},
        "resource": {"google_storage_bucket": {"far": bucket}},
    }
    (folder / "infra/main.tf.json").write_text(json.dumps(body))
    done = run("infra", "--fail-on", fail_on, "--format", "markdown", cwd=folder)
    assert done.returncode == code
    assert done.stdout.startswith("### ✅" if code == 0 else "### ❌")
