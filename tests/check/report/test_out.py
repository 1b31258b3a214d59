"""`landfast check` writes what it is asked for: one verdict, as many files as wanted, exit codes that CI can trust."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from in_process import landfast

FILES = ["r.json", "r.sarif", "r.xml", "r.md", "r.html", "r.txt", "r.gitlab.json"]
FAR = {"resource": {"google_storage_bucket": {"far": {"name": "far", "location": "US"}}}}


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return landfast(cwd, "check", *arguments)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra/main.tf.json").write_text(json.dumps(FAR))
    return tmp_path


def test_one_run_writes_every_file_and_shows_the_table(folder: Path) -> None:
    done = run("infra", *(word for name in FILES for word in ("--out", name)), cwd=folder)
    assert done.returncode == 1
    assert done.stdout.startswith("HIGH")
    assert (folder / "r.txt").read_text() == done.stdout
    assert sorted(path.name for path in folder.iterdir()) == sorted([*FILES, "infra"])
    location = json.loads((folder / "r.sarif").read_text())["runs"][0]["results"][0]["locations"][0]
    # From where the command ran, not from the folder that it was given: code scanning opens it.
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "infra/main.tf.json"


def test_what_can_not_be_read_is_told_in_every_file_and_the_rest_is_judged(folder: Path) -> None:
    (folder / "infra/todo").mkdir()
    (folder / "infra/todo/x.tf").write_text("\nresource {\n")
    done = run("infra", *(word for name in FILES for word in ("--out", name)), cwd=folder)
    assert done.returncode == 2
    for name in FILES:
        text = (folder / name).read_text()
        assert "infra/todo/x.tf" in text.replace("&#47;", "/"), name
        assert "is never closed" in text, name
        assert "google_storage_bucket.far.location" in text.replace("&#95;", "_") or '"path": "location"' in text, name
    [note] = json.loads((folder / "r.sarif").read_text())["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    place = note["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "infra/todo/x.tf"
    assert place["region"] == {"startLine": 2, "startColumn": 10}


def test_one_file_is_named_from_where_the_command_ran(folder: Path) -> None:
    (folder / "infra/main.tf").write_text('\nresource "google_storage_bucket" "b" { location = "US" }\n')
    found = json.loads(run("infra/main.tf", "--json", cwd=folder).stdout)["result"]["findings"]
    assert {finding["source"] for finding in found} == {"infra/main.tf:2", "infra/main.tf"}


def test_what_is_excluded_is_left_out_and_refused_where_it_says_nothing(folder: Path) -> None:
    (folder / "infra/todo").mkdir()
    (folder / "infra/todo/x.tf").write_text("{")
    assert run("infra", "--exclude", "todo", cwd=folder).returncode == 1
    (folder / "plan.json").write_text("{}")
    done = run("plan.json", "--exclude", "todo", cwd=folder)
    assert done.returncode == 2
    assert "--exclude" in done.stderr


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


def test_a_folder_without_terraform_costs_no_reader(tmp_path: Path) -> None:
    heavy = ("jinja2", "pydantic", "ruamel.yaml", "tree_sitter")
    code = (
        "import sys\nfrom pathlib import Path\nfrom landfast.core.errors import InputError\n"
        "from landfast.jobs.check import CheckRequest, check\n"
        "try:\n    check(CheckRequest(path=Path('.')))\nexcept InputError as error:\n    print(error)\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "holds no Terraform" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_what_is_told_as_json_loads_nothing_that_draws(folder: Path) -> None:
    code = (
        "import sys\nfrom landfast.cli import main\nsys.argv = ['landfast', 'check', 'infra', '--json']\n"
        "try:\n    main()\nfinally:\n    print([n for n in sys.modules if n.startswith('rich')], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["command"] == "check"
    assert done.stderr.splitlines()[-1] == "[]"


def test_a_folder_whose_name_is_no_text_and_a_link_that_leads_nowhere_are_told_in_every_file(folder: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/infra/odd\xff"))
    odd.mkdir()
    (odd / "main.tf").write_text('resource "google_storage_bucket" "b" {\n  name     = "n"\n  location = "EU"\n}\n')
    (folder / "infra/x.auto.tfvars").symlink_to("nowhere.tfvars")
    done = run("infra", *(word for name in FILES for word in ("--out", name)), cwd=folder)
    assert done.returncode == 2, done.stderr
    assert len(list(folder.iterdir())) == len([*FILES, "infra"])
    # From where the command ran, though there is no such file to be looked at.
    assert "infra/x.auto.tfvars  can't be read" in done.stdout
