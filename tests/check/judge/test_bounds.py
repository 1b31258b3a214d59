"""Hostile and broken input: a problem with its place or a finding, in bounded time, never a traceback or a pass."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from check_folders import attributes, build, check_documents, documents, judged, unread
from click.testing import CliRunner

from landfast.check import Document, PolicyContext
from landfast.check.evaluate.configuration import RESOURCE_LIMIT
from landfast.check.kinds import KINDS, SPEC, kind_of
from landfast.cli import landfast
from landfast.commands.check import check as check_command

BUCKET = 'resource "google_storage_bucket" "b" {\n  name = "b"\n  location = local.a0\n}\n'


@pytest.mark.parametrize(
    "values",
    [
        "a0 = local.b\n b = local.a0",
        "\n".join(f"a{n} = local.a{n + 1}" for n in range(3000)) + "\na3000 = 1",
        'a0 = local.a40\na1 = "xxxxxxxx"\n'
        + "\n".join(f'a{n + 1} = "${{local.a{n}}}${{local.a{n}}}"' for n in range(1, 40)),
        "a0 = jsonencode(local.a9)\na1 = range(1000)\n"
        + "\n".join(f"a{n + 1} = [for x in local.a{n} : local.a{n}]" for n in range(1, 9)),
        "a0 = " + "[" * 5000 + "]" * 5000,
        "a0 = " + "-" * 5000 + "1",
    ],
    ids=["circle", "chain", "doubling", "lists", "brackets", "signs"],
)  # fmt: skip
def test_values_without_an_end_are_unknown_and_found(tmp_path: Path, values: str) -> None:
    build(tmp_path, {"main.tf": f"locals {{\n{values}\n}}\n{BUCKET}"})
    [document] = documents(tmp_path)
    assert attributes(document, "location") == {"google_storage_bucket.b": "?"}
    report = judged(tmp_path)
    assert any(finding.unknown and finding.path == "location" for finding in report.findings)
    assert report.exit_code() != 0


def test_a_few_lines_that_mean_millions_are_a_problem(tmp_path: Path) -> None:
    build(tmp_path, {
        "main.tf": 'module "a" {\n  count = 9000\n  source = "./m"\n}\n',
        "m/main.tf": 'resource "google_project_service" "s" {\n  count = 9000\n  service = "x"\n}\n',
    })  # fmt: skip
    report = judged(tmp_path)
    assert [problem.fact for problem in report.problems] == ["makes more resources than can be judged"]
    assert report.exit_code() == 2
    assert f"{RESOURCE_LIMIT:,}" in str(report.problems[0])


def test_modules_that_double_are_cut_off_with_a_finding(tmp_path: Path) -> None:
    calls = "".join(f'module "{name}" {{ source = "../m{{}}" }}\n' for name in "abc")
    files = {f"m{number}/main.tf": calls.replace("{}", str(number + 1)) for number in range(14)}
    build(tmp_path, {"main.tf": 'module "a" { source = "./m0" }\n', "m14/main.tf": "", **files})
    assert any("module" in finding.address and finding.unknown for finding in judged(tmp_path).findings)


GARBAGE = [
    ("}{" * 50_000, "1:1"),
    ('"${' * 100_000, ""),
    ("a {\n" * 50_000, ""),
    ("x" * (5 << 20), ""),
    ("<<A\n" * 50_000, "1:1"),
]


@pytest.mark.parametrize(("text", "place"), GARBAGE)
def test_large_garbage_is_refused(tmp_path: Path, text: str, place: str) -> None:
    build(tmp_path, {"main.tf": text})
    assert unread(tmp_path)[0].path.startswith(f"main.tf:{place}" if place else "main.tf")


@pytest.mark.parametrize(
    ("name", "place"),
    [("main.tf", "main.tf:2:3"), ("main.tf.json", "main.tf.json:2:3"), ("terraform.tfvars", "terraform.tfvars:2:3")],
)
def test_text_that_is_not_utf8_has_line_and_column(tmp_path: Path, name: str, place: str) -> None:
    build(tmp_path, {"x.tf": "", name: b"a\n  \xff\n"})
    assert [problem.path for problem in unread(tmp_path)] == [place]


@pytest.mark.parametrize("name", ["main.tf", "terraform.tfvars", "m"])
def test_links_out_of_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    build(tmp_path, {"secret/main.tf": BUCKET, "here/x.tf": 'module "m" { source = "./m" }\n'})
    target = tmp_path / "secret" if name == "m" else tmp_path / "secret/main.tf"
    (tmp_path / "here" / name).symlink_to(target)
    assert {problem.fact for problem in unread(tmp_path / "here")} == {"is a link out of the folder"}


def test_a_file_that_only_opentofu_reads_stands_for_itself(tmp_path: Path) -> None:
    build(tmp_path, {"main.tofu": 'resource "google_storage_bucket" "b" {\n  name = "b"\n  location = "US"\n}\n'})
    assert attributes(documents(tmp_path)[0], "location") == {"google_storage_bucket.b": "US"}


def test_an_override_replaces_blocks_of_a_type_and_the_backend(tmp_path: Path) -> None:
    body = """
terraform {
  backend "local" {}
}
resource "google_storage_bucket" "b" {
  name = "b"
  lifecycle_rule { action { type = "Delete" } }
  dynamic "cors" {
    for_each = [1, 2]
    content {}
  }
}
"""
    override = """
terraform {
  backend "gcs" { bucket = "b" }
}
resource "google_storage_bucket" "b" {
  location = "US"
  cors { max_age_seconds = 1 }
}
"""
    build(tmp_path, {"main.tf": body, "x_override.tf": override})
    [document] = documents(tmp_path)
    assert attributes(document, "cors") == {"google_storage_bucket.b": {"max_age_seconds": 1}}
    assert attributes(document, "lifecycle_rule") == {"google_storage_bucket.b": {"action": {"type": "Delete"}}}
    assert attributes(document, "location") == {"google_storage_bucket.b": "US"}
    backends = [f.address for f in judged(tmp_path).findings if f.address.startswith("terraform.backend")]
    assert "terraform.backend.local" not in backends


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda root: build(root, {"manifest.json": {"stacks": []}}), "synthesis"),
        (lambda root: build(root, {"main.tf": ""}), "terraform"),
        (lambda root: build(root, {"main.tf": ""}) / "main.tf", "terraform"),
        (lambda root: build(root, {"main.tf.json": {}}) / "main.tf.json", "terraform"),
        (lambda root: build(root, {"plan.json": {}}) / "plan.json", "plan"),
    ],
)
def test_what_is_there_says_what_it_is(tmp_path: Path, make: Callable[[Path], Path], kind: str) -> None:
    assert kind_of(make(tmp_path)).name == kind


def test_the_command_takes_a_kind_and_values(tmp_path: Path) -> None:
    text = 'variable "place" {}\n' + BUCKET.replace("local.a0", "var.place")
    build(tmp_path, {"main.tf": text, "landfast.yaml": "broken", "values/us.tfvars": 'place = "US"\n'})
    command = [
        "check",
        str(tmp_path),
        "--kind",
        "terraform",
        "--json",
        "--var-file",
        str(tmp_path / "values/us.tfvars"),
    ]
    ran = CliRunner().invoke(landfast, command)
    findings = json.loads(ran.output)["result"]["findings"]
    assert ran.exit_code == 1
    assert any("`US`" in finding["message"] and finding["source"] == "main.tf:2" for finding in findings)
    assert CliRunner().invoke(landfast, command[:2]).exit_code != 0, "the spec is broken"


def test_the_command_names_every_kind() -> None:
    option = next(option for option in check_command.params if option.name == "kind")
    assert isinstance(option.type, click.Choice)
    assert sorted(option.type.choices) == sorted([SPEC, *(kind.name for kind in KINDS)])


def test_a_large_plan_is_judged(tmp_path: Path) -> None:
    change = {"mode": "managed", "type": "google_storage_bucket",
              "change": {"actions": ["create"], "after": {"location": "US", "pad": "x" * 1000}}}  # fmt: skip
    changes = [{**change, "address": f"google_storage_bucket.b{number}"} for number in range(10_000)]
    build(tmp_path, {"plan.json": {"resource_changes": changes, "planned_values": {}}})
    [document] = documents(tmp_path / "plan.json")
    assert check_documents([document], PolicyContext("eu")).coverage.resources == 10_000
    (tmp_path / "plan.json").write_text((tmp_path / "plan.json").read_text()[:-5])
    assert "is not valid JSON" in str(unread(tmp_path / "plan.json")[0])


def test_a_document_of_the_caller_needs_no_files() -> None:
    inner = Document(
        "m", {"resource": {"google_storage_bucket": {"b": {"location": "${var.p}"}}}, "variable": {"p": {}}}
    )
    outer = Document("r", {"module": {"m": {"source": "x", "p": "US"}}}, modules={"m": inner})
    assert attributes(outer, "location") == {"module.m.google_storage_bucket.b": "US"}
