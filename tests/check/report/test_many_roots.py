"""A report of many roots: what they share is said once with all their names, what can't be told goes by its cause."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from check_folders import build, check_documents

from landfast.check import Document, PolicyContext, Report, check, load_subjects, merged, to_json
from landfast.check.judge.causes import cause_of, causes_of
from landfast.check.report.formats.registry import FORMATS, render
from landfast.check.report.paths import placed
from landfast.policies.model import SEVERITIES

ROOTS = 100
MODULE = """
variable "region" {}
resource "google_storage_bucket" "shared" {
  name     = "s"
  location = "US"
}
resource "google_compute_address" "a" {
  name   = "a"
  region = var.region
}
"""
ROOT = """
variable "region" {}
module "m" {
  source = "../../m"
  region = var.region
}
resource "google_storage_bucket" "own" {
  name     = "own"
  location = var.region
}
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("roots")
    files: dict[str, Any] = {f"envs/e{number:03}/main.tf": ROOT for number in range(ROOTS)}
    return build(root, {**files, "m/main.tf": MODULE, "envs/broken/main.tf": "resource {\n"})


@pytest.fixture(scope="module")
def report(tree: Path) -> Report:
    return placed(check(load_subjects(tree), PolicyContext("eu")), tree)


def test_what_many_roots_have_by_one_module_is_one_finding_with_their_names(report: Report) -> None:
    [shared] = [f for f in report.findings if f.rule.id == "LF-RES-001"]
    assert shared.source == "m/main.tf:3"
    assert len(shared.documents) == ROOTS
    own = [f for f in report.findings if f.address == "google_storage_bucket.own" and f.rule.id == "LF-ACC-002"]
    assert len(own) == ROOTS


def test_what_can_not_be_told_is_counted_by_its_cause_and_by_itself(report: Report) -> None:
    causes = {found.cause.text: str(found) for found in causes_of(report.findings)}
    assert causes["variable region has no default"] == (
        f"variable region has no default: {ROOTS + 1} findings in {ROOTS} roots; give --var-file"
    )
    unknown = [finding for finding in report.findings if finding.unknown]
    assert report.count("unknown") == len(unknown)
    assert sum(map(report.count, SEVERITIES)) == len(report.findings) - len(unknown)
    assert report.findings[-len(unknown) :] == tuple(unknown)
    found = to_json(report)
    assert found["summary"]["unknown"] == len(unknown)
    [listed] = [each for each in found["unknowns"] if each["cause"] == "variable region has no default"]
    assert (listed["findings"], len(listed["documents"])) == (ROOTS + 1, ROOTS)


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_names_the_roots_of_a_finding_and_what_can_not_be_read(report: Report, form: str) -> None:
    text = render(form, report, "low").replace("&#47;", "/").replace("&#45;", "-")
    assert "envs/broken/main.tf:1:10" in text
    assert "envs/e000/main.tf" in text
    assert "variable region has no default" in text
    if form in ("table", "markdown", "gitlab"):
        assert re.search(r"envs/e000/main\.tf, .{1,200}and \d+ more", " ".join(text.split()))
    else:
        assert text.count("envs/e042/main.tf") > 1


def test_the_first_screen_has_the_verdict_the_rules_and_the_causes(report: Report) -> None:
    page = render("table", report, "low").splitlines()[:24]
    assert all(len(line) <= 120 for line in page)
    text = "\n".join(page)
    assert re.match(r"\d+ high, \d+ medium, \d+ low, \d+ can't be told, 1 not readable;", text)
    assert f"{ROOTS} of {ROOTS} roots" in text
    assert "variable region has no default" in text
    assert "envs/broken/main.tf:1:10" in text
    assert page.index("") < 24
    markdown = render("markdown", report, "low").splitlines()
    assert len([line for line in markdown[:24] if "| LF" in line.replace("&#45;", "-")]) > 3


def test_markdown_of_thousands_names_every_rule_with_its_count(report: Report) -> None:
    names = {f"b{number}": {"name": f"b{number}", "location": "US"} for number in range(700)}
    long = check_documents([Document("d", {"resource": {"google_storage_bucket": names}})], PolicyContext("eu"))
    assert len(long.findings) > 2000
    for each in (long, report):
        text = render("markdown", each, "low")
        assert len(text) < 65_536
        for rule, count in Counter(f.rule.id for f in each.findings if not f.unknown).items():
            assert re.search(rf"\| {rule} \|[^\n]*\| {count:,} \|".replace(",", ""), text.replace(",", "")), rule
        for rule, count in Counter(f.rule.id for f in each.findings if f.unknown).items():
            assert f"{rule} × {count:,}" in text


def located(value: Any) -> Iterator[str]:
    """Every place of a file in SARIF."""
    if isinstance(value, dict):
        if "artifactLocation" in value:
            yield value["artifactLocation"]["uri"]
        value = list(value.values())
    for each in value if isinstance(value, list) else []:
        yield from located(each)


def test_every_place_in_sarif_is_a_file_of_the_tree(tree: Path, report: Report) -> None:
    places = set(located(json.loads(render("sarif", report, "low"))))
    assert len(places) > ROOTS
    assert [place for place in places if not (tree / place).is_file()] == []


def test_what_a_module_of_several_files_leaves_out_is_placed_in_one_of_them(tmp_path: Path) -> None:
    bucket = 'resource "google_storage_bucket" "b" {\n  name = "b"\n  location = "US"\n}\n'
    build(tmp_path, {"stacks/net/main.tf": bucket, "stacks/net/a.tf": "locals { x = 1 }\n", "z/main.tf": bucket})
    findings = placed(check(load_subjects(tmp_path), PolicyContext("eu")), tmp_path).findings
    [backend] = [finding for finding in findings if finding.document == "stacks/net" and "backend" in finding.address]
    assert backend.source == "stacks/net/main.tf"


def test_html_says_what_is_in_several_environments_once() -> None:
    body = {"resource": {"google_storage_bucket": {"b": {"name": "b", "location": "US"}}}}
    sources = {"google_storage_bucket.b": "stacks/data.py:3"}
    reports = [
        check_documents([Document(f"{name}/data", body, sources)], PolicyContext("eu")) for name in ("dev", "prod")
    ]
    both = merged(reports)
    assert len([f for f in both.findings if f.rule.id == "LF-RES-001"]) == 1
    for form in FORMATS:
        text = render(form, both, "low").replace("&#47;", "/")
        assert "dev/data" in text, form
        assert "prod/data" in text, form


def test_two_of_one_root_stay_two(tmp_path: Path) -> None:
    calls = 'module "{}" {{\n  source = "../m"\n  region = "europe-west4"\n  count = 2\n}}\n'
    build(tmp_path, {"a/main.tf": calls.format("x"), "b/main.tf": calls.format("y"), "m/main.tf": MODULE})
    found = [f for f in check(load_subjects(tmp_path), PolicyContext("eu")).findings if f.rule.id == "LF-RES-001"]
    assert [(f.address, f.documents) for f in found] == [
        (f"module.x[{number}].google_storage_bucket.shared", ("a/main.tf", "b/main.tf")) for number in (0, 1)
    ]


@pytest.mark.parametrize(
    ("text", "cause", "step"),
    [
        (
            'provider "google" {}\nresource "google_compute_address" "a" { name = "a" }',
            "the provider's region",
            "provider",
        ),
        ('module "m" { source = "github.com/a/b" }', "module `github.com/a/b` is not at hand", "terraform get"),
        ('terraform {\n  backend "gcs" {}\n}', "the backend's bucket is given by -backend-config", "name it"),
        ('resource "google_made_up" "x" {}', "no rule knows the type `google_made_up`", "waiver"),
        (
            'data "google_project" "p" {}\nresource "google_storage_bucket" "b" { location = data.google_project.p.x }',
            "data.google_project.p.x is known when Terraform runs",
            "plan",
        ),
        ('resource "google_storage_bucket" "b" { location = uuid() }', "the function uuid is not evaluated", "plan"),
        (
            'resource "google_storage_bucket" "b" { location = terraform.workspace }',
            "terraform is known when Terraform runs",
            "plan",
        ),
        (
            (
                'variable "r" {}\nlocals {\n  all = { for each in [{ k = var.r, v = "EU" }] : each.k => each.v }\n}\n'
                'resource "google_storage_bucket" "b" { location = upper(local.all["a"]) }'
            ),
            "variable r has no default",
            "--var-file",
        ),
        (
            (
                'variable "n" {}\nresource "google_project" "p" {\n  count = var.n ? 1 : 0\n  project_id = "p"\n}\n'
                'resource "google_storage_bucket" "b" { location = google_project.p[0].name }'
            ),
            "variable n has no default",
            "--var-file",
        ),
        (
            (
                'resource "google_storage_bucket" "b" { location = "x-${google_kms_key_ring.r.id}" }\n'
                'resource "google_kms_key_ring" "r" {\n  name = "r"\n  location = "europe-west4"\n}'
            ),
            "the provider's project is not set",
            "provider",
        ),
        (
            'resource "google_storage_bucket" "b" { location = file("none.txt") }',
            "there is no file none.txt",
            "where it is there",
        ),
        (
            'resource "google_storage_bucket" "b" { location = upper(1, 2) }',
            "upper: ",
            "Terraform fails on it too",
        ),
        # What a value says is none of the reasons.
        (
            'resource "google_storage_bucket" "b" { location = "variable x has no default" }',
            "`variable x has no default` is no location that is known",
            "see each of them",
        ),
    ],
)
def test_a_cause_says_what_to_do(tmp_path: Path, text: str, cause: str, step: str) -> None:
    build(tmp_path, {"main.tf": text})
    findings = check(load_subjects(tmp_path), PolicyContext("eu")).findings
    said = [cause_of(finding) for finding in findings if finding.unknown]
    assert any(each.text.startswith(cause) and step in each.next_step for each in said), said


@pytest.mark.parametrize(
    ("checked", "otherwise", "place"),
    [
        ("landfast.yaml", None, "landfast.yaml"),
        ("synthesis", None, "synthesis/manifest.json"),
        ("tree", "waivers.yaml", "waivers.yaml"),
    ],
)
def test_what_no_file_of_the_tree_made_is_placed_in_what_stands_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, checked: str, otherwise: str | None, place: str
) -> None:
    build(tmp_path, {"landfast.yaml": "", "synthesis/manifest.json": {}, "tree/main.tf": "", "waivers.yaml": ""})
    monkeypatch.chdir(tmp_path)
    body = {"resource": {"google_storage_bucket": {"b": {"name": "b", "location": "US"}}}}
    document = Document("dev/data", body, {"google_storage_bucket.b": "stacks/data.py:3"})
    report = check_documents([document], PolicyContext("eu"))
    shown = placed(report, Path(checked), Path(otherwise) if otherwise else None)
    assert {finding.source for finding in shown.findings} == {finding.source for finding in report.findings}
    assert set(located(json.loads(render("sarif", shown, "low")))) == {place}
    assert {issue["location"]["path"] for issue in json.loads(render("gitlab", shown, "low"))[:-1]} == {place}


def test_a_reference_is_to_what_stands_in_the_same_root(tmp_path: Path) -> None:
    logged = """
variable "n" {}
resource "google_compute_network" "this" { name = "logged-${var.n}" }
resource "google_dns_policy" "this" {
  name           = "p"
  enable_logging = true
  networks { network_url = google_compute_network.this.id }
}
resource "google_storage_bucket" "b" {
  name     = "a"
  location = "europe-west4"
}
"""
    silent = """
variable "n" {}
resource "google_compute_network" "this" { name = "silent-${var.n}" }
resource "google_storage_bucket" "b" {
  name     = "${var.n}-b"
  location = "europe-west4"
}
resource "google_storage_bucket_object" "o" {
  name    = "o"
  bucket  = google_storage_bucket.b.name
  content = "x"
}
"""
    build(tmp_path, {"logged/main.tf": logged, "silent/main.tf": silent})
    found = check(load_subjects(tmp_path), PolicyContext("eu")).findings
    assert [f.document for f in found if f.rule.id == "LF-LOG-004"] == ["silent/main.tf"]
    assert not [f for f in found if f.rule.id == "LF-RES-005"]
