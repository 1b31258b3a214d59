"""Of a framework only the rules run, and what was found is told by its controls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from check_folders import build
from in_process import landfast

from landfast.check.report.formats.registry import FORMATS, render
from landfast.core.errors import InputError
from landfast.jobs.check import CheckRequest, check
from landfast.policies.frameworks import frameworks, rules_serving

BUCKET = 'resource "google_storage_bucket" "b" {\n  name = "b"\n  location = "US"\n}\n'
WAIVERS = """waivers:
  - {rule: LF-RES-001, address: google_storage_bucket.b, reason: long enough, owner: a@b.example, expires: 2000-01-01}
  - {rule: LF-ACC-002, address: google_storage_bucket.b, reason: long enough, owner: a@b.example, expires: 2999-01-01}
  - {rule: LF-ACC-003, address: nothing, reason: long enough, owner: a@b.example, expires: 2999-01-01}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return build(tmp_path / "infra", {"main.tf": BUCKET})


@pytest.mark.parametrize("framework", frameworks(), ids=lambda each: each.id)
def test_only_its_rules_run(tree: Path, framework: object) -> None:
    name = framework.id  # type: ignore[attr-defined]
    report = check(CheckRequest(path=tree, frameworks=[name])).report
    chosen = rules_serving([name])
    assert set(report.ran) == chosen
    every = check(CheckRequest(path=tree)).report
    assert [f.rule.id for f in report.findings] == [f.rule.id for f in every.findings if f.rule.id in chosen]


def test_what_can_not_be_vouched_for_is_told_under_every_framework(tmp_path: Path) -> None:
    tree = build(tmp_path, {"main.tf": 'resource "acme_thing" "a" {}\n'})
    for framework in frameworks():
        result = check(CheckRequest(path=tree, frameworks=[framework.id]))
        assert "LF-COV-001" in {finding.rule.id for finding in result.report.findings}
        assert result.exit_code != 0


def test_each_form_says_it_by_control(tree: Path) -> None:
    report = check(CheckRequest(path=tree, frameworks=["cis", "C5"])).report
    for form in FORMATS:
        text = render(form, report, "low").replace("&#46;", ".")
        if form != "gitlab":
            assert "CIS GOOGLE CLOUD PLATFORM FOUNDATION BENCHMARK" in text.upper(), form
        assert "of cis, c5" in text or form == "json", form
    [cis, c5] = json.loads(render("json", report, "low"))["result"]["frameworks"]
    assert (cis["id"], c5["id"]) == ("cis", "c5")
    found = {control["id"]: control["found"] for control in cis["controls"]}
    assert found["5.2"] == 1
    assert found["1.10"] == 0


def test_waivers_of_other_rules_are_no_matter_here(tree: Path, tmp_path: Path) -> None:
    file = tmp_path / "waivers.yaml"
    file.write_text(WAIVERS)
    report = check(CheckRequest(path=tree, frameworks=["cis"], waivers=file)).report
    assert "LF-RES-001" not in rules_serving(["cis"])
    assert [finding.address for finding in report.findings if finding.rule.id == "LF-WVR-001"] == []
    [cis] = json.loads(render("json", report, "low"))["result"]["frameworks"]
    assert {control["id"]: control["waived"] for control in cis["controls"]}["5.2"] == 1


def test_a_name_is_meant_in_any_case_and_another_offers_the_near_ones(tree: Path) -> None:
    report = check(CheckRequest(path=tree, frameworks=["AI Act", "ISO-27001", "ai-act"])).report
    assert report.frameworks == ("ai-act", "iso27001")
    with pytest.raises(InputError) as refused:
        check(CheckRequest(path=tree, frameworks=["nis", "sox2"]))
    first, second = refused.value.problems
    assert first.next_step == "did you mean nis2, cis?"
    assert "there are gdpr, cis" in second.limit
    done = landfast(tree, "check", ".", "--framework", "cis", "--checkov")
    assert (done.returncode, "--checkov" in done.stderr) == (2, True)
