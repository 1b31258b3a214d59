"""Only what changed since a revision is judged: a module reaches its callers, and what is left out is said."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from check_folders import build
from in_process import landfast

from landfast.check import Report
from landfast.check.report.formats.registry import FORMATS, render
from landfast.core.errors import InputError
from landfast.jobs.check import CheckRequest, check

BUCKET = 'resource "google_storage_bucket" "{}" {{\n  name     = "{}"\n  location = "US"\n}}\n'
TREE = {
    "a/main.tf": 'module "m" {\n  source = "../m"\n}\n',
    "b/main.tf": BUCKET.format("own", "own"),
    "c/main.tf": BUCKET.format("third", "third"),
    "c/values.yaml": "days: 3\n",
    "m/main.tf": BUCKET.format("shared", "s"),
    "README.md": "A tree.\n",
    ".gitignore": "*.zip\n*.tfvars\n",
}


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = build(tmp_path / "repository", TREE)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "first")
    monkeypatch.chdir(folder)
    return folder


def judged(path: Path, since: str = "HEAD") -> Report:
    return check(CheckRequest(path=path, since=since)).report


def roots(report: Report) -> set[str]:
    return {document for finding in report.findings for document in finding.documents}


def test_nothing_changed_is_clean_and_says_what_is_left_out(tree: Path) -> None:
    result = check(CheckRequest(path=tree, since="HEAD"))
    assert (result.exit_code, result.report.findings, result.report.problems) == (0, (), ())
    for form in FORMATS:
        text = " ".join(render(form, result.report, "low").split())
        assert "unchanged since HEAD" in text or '"roots_unchanged": 3' in text, form


def test_a_root_that_changed_is_judged_whole_and_the_others_are_not(tree: Path) -> None:
    (tree / "b/more.tf").write_text(BUCKET.format("more", "more"))
    report = judged(tree)
    assert {finding.address for finding in report.findings} >= {
        "google_storage_bucket.own",
        "google_storage_bucket.more",
    }
    assert roots(report) == {"b"}
    assert (report.coverage.since, report.coverage.unchanged) == ("HEAD", 2)


@pytest.mark.parametrize(
    ("change", "reached"),
    [
        ("m/main.tf", {"a/main.tf"}),
        ("c/values.yaml", {"c/main.tf"}),
        ("c/terraform.tfvars", {"c/main.tf"}),
        ("README.md", set()),
        ("c/notes.md", set()),
        ("c/built.zip", set()),
        (".github/workflows/a.yml", set()),
    ],
)
def test_what_a_change_reaches(tree: Path, change: str, reached: set[str]) -> None:
    path = tree / change
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# {change}\n" + (path.read_text() if path.exists() else ""))
    assert roots(judged(tree)) == reached


def test_what_is_removed_is_a_change(tree: Path) -> None:
    (tree / "c/main.tf").rename(tree / "c/other.tf")
    assert roots(judged(tree)) == {"c/other.tf"}
    git(tree, "add", ".")
    git(tree, "commit", "--quiet", "-m", "second")
    assert roots(judged(tree)) == set()
    assert roots(judged(tree, "HEAD~1")) == {"c/other.tf"}


def test_a_part_of_the_repository_is_judged_by_its_own_changes(tree: Path) -> None:
    (tree / "b/main.tf").write_text("# changed\n" + TREE["b/main.tf"])
    assert roots(judged(tree / "c")) == set()
    assert roots(judged(tree / "b")) == {"main.tf"}


def test_rules_and_values_that_changed_reach_everything(tree: Path) -> None:
    values = tree / "own.tfvars.json"
    values.write_text("{}")
    report = check(CheckRequest(path=tree, since="HEAD", values=[values])).report
    assert roots(report) == {"a/main.tf", "b/main.tf", "c/main.tf"}
    (tree / "exceptions.yaml").write_text("processors: [api.partner.example]\n")
    report = check(CheckRequest(path=tree, since="HEAD", waivers=tree / "exceptions.yaml")).report
    assert roots(report) == {"a/main.tf", "b/main.tf", "c/main.tf"}


def test_what_can_not_be_read_is_told_all_the_same(tree: Path) -> None:
    (tree / "b/main.tf").write_text("resource {\n")
    git(tree, "add", ".")
    git(tree, "commit", "--quiet", "-m", "broken")
    assert check(CheckRequest(path=tree, since="HEAD")).exit_code == 2


def test_a_project_is_judged_whole_if_a_file_of_it_changed(tree: Path) -> None:
    (tree / "code").mkdir()
    (tree / "code/a.py").write_text('location = "us-central1"\n')
    git(tree, "add", ".")
    git(tree, "commit", "--quiet", "-m", "code")
    request = CheckRequest(path=tree / "code", kind="project", since="HEAD")
    assert check(request).exit_code == 0
    (tree / "code/b.py").write_text("x = 1\n")
    assert [finding.address for finding in check(request).report.findings] == ["a.py"]


def test_nothing_that_the_repository_configures_is_run(tree: Path) -> None:
    mark = tree.parent / "was-run"
    git(tree, "config", "core.fsmonitor", f"touch {mark}; false")
    git(tree, "config", "filter.own.clean", f"touch {mark}; cat")
    (tree / ".gitattributes").write_text("*.tf filter=own\n")
    (tree / "b/main.tf").write_text("# changed\n" + TREE["b/main.tf"])
    assert roots(judged(tree)) == {"b/main.tf"}
    assert not mark.exists()


def test_no_such_revision_and_no_repository_say_what_to_do(tree: Path, tmp_path: Path) -> None:
    for revision in ("nowhere", "--all"):
        with pytest.raises(InputError, match="git fetch origin"):
            judged(tree, revision)
    alone = build(tmp_path / "alone", {"main.tf": TREE["b/main.tf"]})
    with pytest.raises(InputError, match="leave out --since"):
        judged(alone)


def test_without_git_it_says_so(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="git, which is not installed"):
        judged(tree)


def test_the_command_refuses_it_where_there_is_nothing_to_compare(tree: Path) -> None:
    (tree / "plan.json").write_text("{}")
    done = landfast(tree, "check", "plan.json", "--since", "HEAD")
    assert (done.returncode, "does not apply to a plan" in done.stderr) == (2, True)
