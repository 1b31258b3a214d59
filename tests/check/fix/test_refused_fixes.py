"""What is not one value, would not clear its finding, or would do more, is not written; and that is said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from check_folders import build

from landfast.check import PolicyContext, Report, load_subjects
from landfast.check import check as check_subjects
from landfast.check.fix.applying import tried
from landfast.check.fix.bodies import Edit
from landfast.check.fix.proposing import Proposal
from landfast.check.fix.tracing import PlacedEdit
from landfast.check.options import ReadOptions
from landfast.jobs.check import CheckRequest, CheckResult, check

PROVIDER = 'provider "google" {\n  region = "europe-west4"\n}\n'


def fixed(path: Path, **given: Any) -> CheckResult:
    return check(CheckRequest(path=path, fix=True, **given))


def said(result: CheckResult, state: str = "done") -> dict[str, str]:
    return {fix.attribute: fix.why for fix in result.report.fixes if fix.state == state}


REFUSED = {
    "an expression": ('location = "${"U"}S"', {}, "made by an expression"),
    "a part of what a file of values gives": (
        "location = var.places.data",
        {"terraform.tfvars": 'places = { data = "US" }\n', "v.tf": 'variable "places" {}\n'},
        "made by an expression",
    ),
    "what would leave it as it is": (
        "location = upper(var.place)",
        {"v.tf": 'variable "place" {\n  default = "us"\n}\n'},
        "made by an expression",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_one_value_is_left_and_said(tmp_path: Path, what: str) -> None:
    line, files, why = REFUSED[what]
    text = f'{PROVIDER}resource "google_storage_bucket" "b" {{\n  {line}\n}}\n'
    build(tmp_path, {"main.tf": text, **files})
    found = said(fixed(tmp_path), "refused")
    assert why in found["google_storage_bucket.b.location"]
    assert line in (tmp_path / "main.tf").read_text()


def test_blocks_that_an_expression_makes_are_left(tmp_path: Path) -> None:
    text = """resource "google_sql_database_instance" "d" {
  region           = "europe-west4"
  database_version = "POSTGRES_15"
  dynamic "settings" {
    for_each = ["x"]
    content {
      tier = "t"
    }
  }
}
"""
    file = build(tmp_path, {"main.tf": text}) / "main.tf"
    assert "made by an expression" in "".join(said(fixed(tmp_path), "refused").values())
    assert file.read_text() == text


def test_without_a_home_region_none_is_made_up(tmp_path: Path) -> None:
    build(tmp_path, {"main.tf": 'resource "google_storage_bucket" "b" {\n  location = "US"\n}\n'})
    found = said(fixed(tmp_path), "refused")
    assert "which region is home is not known" in found["google_storage_bucket.b.location"]
    assert said(fixed(tmp_path, area="europe-west1")).keys() == {"google_storage_bucket.b.location"}


def test_a_fix_that_would_not_clear_its_finding_is_not_written(tmp_path: Path) -> None:
    text = f'{PROVIDER}resource "google_storage_bucket" "b" {{\n  location = "US"\n}}\n'
    override = 'resource "google_storage_bucket" "b" {\n  location = "US"\n}\n'
    build(tmp_path, {"main.tf": text, "override.tf": override})
    found = fixed(tmp_path)
    assert "would not clear" in said(found, "refused")["google_storage_bucket.b.location"]
    assert 'location = "US"' in (tmp_path / "main.tf").read_text()


def test_a_fix_that_brings_another_finding_is_not_written(tmp_path: Path) -> None:
    file = build(tmp_path, {"main.tf": 'resource "google_storage_bucket" "b" {\n  name = "b"\n}\n'}) / "main.tf"

    def judge(instead: Mapping[Path, bytes]) -> Report:
        return check_subjects(load_subjects(tmp_path, ReadOptions(instead=instead)), PolicyContext("eu"))

    before = judge({})
    [finding] = [f for f in before.findings if f.rule.id == "LF-ACC-002"]
    at = file.read_bytes().rindex(b"}")
    edits = [Edit(at, at, text) for text in (b"uniform_bucket_level_access = true\n", b'location = "US"\n')]
    harmful = replace(edits[0], content=edits[0].content + edits[1].content)
    for edit, why in ((edits[0], ""), (harmful, "another finding: LF-RES-001"), (edits[1], "would not clear")):
        proposal = Proposal(("LF-ACC-002",), "a", "true", "main.tf", finding.keys, PlacedEdit(file.resolve(), edit))
        found = tried([proposal], before, judge)
        assert [why in one.why for one in found.refused] == ([True] if why else [])
        assert bool(found.contents) is not bool(why)


def test_a_file_that_would_break_is_not_written(tmp_path: Path) -> None:
    file = build(tmp_path, {"main.tf": 'resource "google_storage_bucket" "b" {\n  name = "b"\n}\n'}) / "main.tf"

    def judge(instead: Mapping[Path, bytes]) -> Report:
        return check_subjects(load_subjects(tmp_path, ReadOptions(instead=instead)), PolicyContext("eu"))

    before = judge({})
    [finding] = [f for f in before.findings if f.rule.id == "LF-ACC-002"]
    edit = PlacedEdit(file.resolve(), Edit(0, 0, b"resource {"))
    found = tried([Proposal(("LF-ACC-002",), "a", "true", "main.tf", finding.keys, edit)], before, judge)
    assert (found.contents, "could not be read" in found.refused[0].why) == ({}, True)


def test_nothing_outside_and_nothing_that_was_fetched_is_touched(tmp_path: Path) -> None:
    bucket = 'resource "google_storage_bucket" "b" {\n  location = "europe-west4"\n}\n'
    files: dict[str, Any] = {
        "in/main.tf": 'module "f" {\n  source = "github.com/a/b"\n}\nmodule "o" {\n  source = "../out"\n}\n',
        "in/.terraform/modules/f/main.tf": bucket,
        "in/.terraform/modules/modules.json": json.dumps(
            {"Modules": [{"Key": "f", "Source": "git::https://github.com/a/b.git", "Dir": ".terraform/modules/f"}]}
        ),
        "out/main.tf": bucket,
    }
    build(tmp_path, files)
    found = fixed(tmp_path / "in")
    assert "fetched" in said(found, "refused")["module.f.google_storage_bucket.b.uniform_bucket_level_access"]
    assert (tmp_path / "out/main.tf").read_text() == bucket
    assert (tmp_path / "in/.terraform/modules/f/main.tf").read_text() == bucket


def test_a_module_that_roots_of_several_regions_call_is_left(tmp_path: Path) -> None:
    module = 'resource "google_storage_bucket" "b" {\n  location = "US"\n}\n'
    call = 'module "m" {\n  source = "../m"\n}\n'
    roots = {"a/main.tf": PROVIDER + call, "b/main.tf": PROVIDER.replace("west4", "west1") + call}
    build(tmp_path, {**roots, "m/main.tf": module})
    found = [fix.why for fix in fixed(tmp_path).report.fixes if fix.attribute.endswith(".location")]
    assert found == ["another finding wants another value there"] * 2
    assert '"US"' in (tmp_path / "m" / "main.tf").read_text()
