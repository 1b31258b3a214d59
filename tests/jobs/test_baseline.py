"""What is known already fails nothing and is said in every form; what is new fails, whatever has moved beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from check_folders import build
from in_process import landfast

from landfast.check import Document, PolicyContext, merged, subject_of
from landfast.check import check as judge
from landfast.check.judge.baseline import keys_of
from landfast.check.judge.baseline_file import Baseline
from landfast.check.judge.keys import key_of
from landfast.check.report.formats.registry import FORMATS, render
from landfast.core.errors import InputError
from landfast.jobs.check import CheckRequest, CheckResult, check
from landfast.jobs.check_baseline import KnownBefore

BUCKET = 'resource "google_storage_bucket" "{}" {{\n  name     = "{}"\n  location = "US"\n}}\n'
CALL = 'module "m" {\n  source = "../m"\n}\n'


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return build(
        tmp_path / "infra",
        {"main.tf": BUCKET.format("b", "b"), "env/main.tf": CALL, "m/main.tf": BUCKET.format("shared", "s")},
    )


def written(tree: Path, name: str = "known.json") -> CheckResult:
    return check(CheckRequest(path=tree, write_baseline=tree.parent / name))


def held(tree: Path, name: str = "known.json") -> CheckResult:
    return check(CheckRequest(path=tree, baseline=tree.parent / name))


def test_all_that_is_there_is_known_and_all_of_it_is_said(tree: Path) -> None:
    before = check(CheckRequest(path=tree)).report
    assert written(tree).exit_code == 0
    found = held(tree)
    assert found.exit_code == 0
    assert not found.report.findings
    assert {f.address for f in found.report.known} == {f.address for f in before.findings}
    for form in FORMATS:
        text = render(form, found.report, "low").replace("&#47;", "/").replace("&#95;", "_").replace("&#45;", "-")
        assert "known.json" in text
        assert form == "table" or ("LF-RES-001" in text and "google_storage_bucket.b" in text), form


def test_the_same_findings_give_the_same_bytes(tree: Path) -> None:
    written(tree)
    written(tree, "again.json")
    assert (tree.parent / "known.json").read_bytes() == (tree.parent / "again.json").read_bytes()
    content = json.loads((tree.parent / "known.json").read_bytes())
    assert (content["schema"], content["kind"], content["path"]) == ("landfast-check-baseline/1", "terraform", "infra")


def edited(file: Path, edit: Callable[[str], str]) -> None:
    file.write_text(edit(file.read_text()))


def test_what_moves_stays_known(tree: Path) -> None:
    written(tree)
    edited(tree / "main.tf", lambda text: "# moved\n\n" + text)
    # Another file of the folder, and another order of it.
    (tree / "main.tf").rename(tree / "storage.tf")
    (tree / "empty.tf").write_text('locals {\n  a = "b"\n}\n')
    # The whole folder under another name, as another machine has it.
    other = tree.parent / "elsewhere"
    other.mkdir()
    tree.rename(other / "infra")
    (tree.parent / "known.json").rename(other / "known.json")
    found = held(other / "infra")
    assert [str(f.address) for f in found.report.findings] == []
    assert found.report.baseline
    assert not found.report.baseline.stale


def test_what_is_renamed_is_new_and_what_is_gone_is_said(tree: Path) -> None:
    written(tree)
    edited(tree / "main.tf", lambda text: text.replace('"b" {', '"renamed" {'))
    found = held(tree)
    assert found.exit_code == 1
    assert {f.address for f in found.report.findings} == {"google_storage_bucket.renamed"}
    assert found.report.baseline
    stale = {key.address for key in found.report.baseline.stale}
    assert stale == {"google_storage_bucket.b"}
    for form in FORMATS:
        text = render(form, found.report, "low").replace("&#95;", "_")
        assert "google_storage_bucket.b" in text.replace("&#46;", "."), form
        assert "still in the baseline" in text.lower() or form == "json", form
    assert json.loads(render("json", found.report, "low"))["result"]["baseline"]["stale"][0]["rule"] == "LF-ACC-002"


def test_a_second_of_the_same_is_new(tree: Path) -> None:
    written(tree)
    edited(tree / "env/main.tf", lambda text: text + text.replace('"m"', '"again"'))
    found = held(tree).report
    assert {f.address for f in found.findings} == {"module.again.google_storage_bucket.shared"}


def test_another_root_that_calls_the_module_is_new_though_the_line_is_known(tree: Path) -> None:
    written(tree)
    build(tree, {"prod/main.tf": CALL})
    found = held(tree).report
    assert {document for f in found.findings for document in f.documents} == {"prod/main.tf"}
    assert {f.documents for f in found.known if "shared" in f.address} == {("env/main.tf",)}


def test_what_can_be_told_now_is_new(tree: Path) -> None:
    build(tree, {"main.tf": BUCKET.format("b", "b").replace('"US"', "var.place") + 'variable "place" {}\n'})
    written(tree)
    assert held(tree).exit_code == 0
    edited(tree / "main.tf", lambda text: text.replace("{}\n", '{\n  default = "US"\n}\n'))
    found = held(tree).report
    assert [(f.rule.id, f.path, f.unknown) for f in found.findings] == [("LF-RES-001", "location", False)]


def test_what_can_not_be_read_is_in_no_baseline(tree: Path) -> None:
    build(tree, {"broken/main.tf": "resource {\n"})
    assert written(tree).exit_code == 2
    assert held(tree).exit_code == 2


def test_sarif_says_the_state_of_each_result(tree: Path) -> None:
    written(tree)
    edited(tree / "main.tf", lambda text: text + BUCKET.format("new", "n"))
    results = json.loads(render("sarif", held(tree).report, "low"))["runs"][0]["results"]
    states = {result["baselineState"] for result in results}
    assert states == {"new", "unchanged"}
    new = {
        r["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for r in results if r["baselineState"] == "new"
    }
    assert all(name.startswith("google_storage_bucket.new") for name in new)
    without = json.loads(render("sarif", check(CheckRequest(path=tree)).report, "low"))["runs"][0]["results"]
    assert not any("baselineState" in result for result in without)


def test_a_baseline_of_all_environments_serves_one() -> None:
    """An entry is gone if no environment has it; of those that are not judged nobody can say so."""
    bucket = {"google_storage_bucket": {"b": {"name": "b", "location": "US"}}}
    subjects = [subject_of(Document(f"{name}/data", {"resource": bucket})) for name in ("dev", "prod")]
    entries = keys_of(merged([judge([subject], PolicyContext("eu")) for subject in subjects]))
    gone = key_of("LF-RES-001", "prod/data", "google_storage_bucket.gone", "location", unknown=False)
    known = Baseline("spec", "landfast.yaml", {**entries, gone: 1})
    context = PolicyContext("eu", baseline=known.findings)
    verdicts = [judge([subject], context) for subject in subjects]
    everywhere = KnownBefore(known, Path("known.json")).said_of(merged(verdicts))
    assert (everywhere.findings, everywhere.baseline and everywhere.baseline.stale) == ((), (gone,))
    of_dev = KnownBefore(known, Path("known.json"), part="dev/").said_of(merged(verdicts[:1]))
    assert (of_dev.findings, of_dev.baseline and of_dev.baseline.stale) == ((), ())


WRONG = {
    "is no JSON": "{",
    "is no baseline of `landfast check`": '{"version": "1.5.0", "results": {}}',
    "is a baseline of another version": '{"schema": "landfast-check-baseline/2"}',
    "findings[0]: rule is missing": (
        '{"schema": "landfast-check-baseline/1", "kind": "terraform", "path": "infra", "findings": [{}, 3]}'
    ),
    "findings[1]: is no object": (
        '{"schema": "landfast-check-baseline/1", "kind": "terraform", "path": "infra", "findings": [{}, 3]}'
    ),
    "kind: is missing": '{"schema": "landfast-check-baseline/1", "path": "infra", "findings": []}',
    "it was written of terraform elsewhere": (
        '{"schema": "landfast-check-baseline/1", "kind": "terraform", "path": "elsewhere", "findings": []}'
    ),
}


@pytest.mark.parametrize("said", WRONG)
def test_a_baseline_that_is_none_is_refused(tree: Path, said: str) -> None:
    (tree.parent / "known.json").write_text(WRONG[said])
    with pytest.raises(InputError) as refused:
        held(tree)
    assert said in str(refused.value)
    assert "--write-baseline" in str(refused.value)


def test_a_file_that_is_somebody_elses_is_not_overwritten(tree: Path) -> None:
    (tree.parent / "known.json").write_text("mine")
    with pytest.raises(InputError):
        written(tree)
    assert (tree.parent / "known.json").read_text() == "mine"


def test_the_command_says_what_it_wrote_and_what_is_no_file(tree: Path) -> None:
    done = landfast(tree.parent, "check", "infra", "--write-baseline", "known.json")
    assert (done.returncode, "baseline known.json written" in " ".join(done.stdout.split())) == (0, True)
    edited(tree / "main.tf", lambda _text: "")
    done = landfast(tree.parent, "check", "infra", "--write-baseline", "known.json")
    assert "0 more than before, 7 gone" in " ".join(done.stdout.split())
    missing = landfast(tree.parent, "check", "infra", "--baseline", "none.json")
    assert missing.returncode == 2
    assert "write it anew" in missing.stderr
    both = landfast(tree.parent, "check", "infra", "--baseline", "known.json", "--write-baseline", "known.json")
    assert both.returncode == 2
