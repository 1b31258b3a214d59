"""Reading what is checked: anyone's folders and files, and every way in which they can be broken."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from check_folders import build, check_documents, documents, judged, unread

from landfast.check import PolicyContext, check, load_subjects
from landfast.check.read.documents import load_documents
from landfast.core.errors import InputError

BUCKET = {"resource": {"google_storage_bucket": {"b": {"name": "b", "location": "EU"}}}}


def locations(path: Path) -> dict[str, Any]:
    report = check(load_subjects(path), PolicyContext("eu"))
    return {finding.address: finding.message for finding in report.findings if finding.rule.id.startswith("LF-RES-00")}


def test_one_file_is_one_document(tmp_path: Path) -> None:
    build(tmp_path, {"main.tf.json": BUCKET})
    [document] = documents(tmp_path / "main.tf.json")
    assert document.name == "main.tf.json"
    assert document.body == BUCKET


def test_files_of_a_folder_are_one_module(tmp_path: Path) -> None:
    here = {"resource": {"google_storage_bucket": {"b": {"name": "b", "location": "${var.place}"}}}}
    build(tmp_path, {"a.tf.json": here, "b.tf.json": {"variable": {"place": {"default": "europe-west2"}}}})
    [document] = documents(tmp_path)
    assert document.name == tmp_path.name
    assert "europe-west2" in locations(tmp_path)["google_storage_bucket.b"]


def test_values_that_terraform_takes_from_the_folder_count(tmp_path: Path) -> None:
    body = {
        "variable": {"place": {"default": "EU"}},
        "resource": {"google_storage_bucket": {"b": {"name": "b", "location": "${var.place}"}}},
    }
    build(tmp_path, {"main.tf.json": body, "terraform.tfvars.json": {"place": "US"}})
    assert "`US`" in locations(tmp_path)["google_storage_bucket.b"]


def test_each_folder_below_is_a_document_and_hidden_ones_are_not(tmp_path: Path) -> None:
    build(tmp_path, {"x/main.tf.json": BUCKET, "y/z/main.tf.json": BUCKET, ".terraform/main.tf.json": "{"})
    assert [document.name for document in documents(tmp_path)] == ["x/main.tf.json", "y/z/main.tf.json"]


def test_synthesis_gives_its_stacks_with_their_lines_and_target(tmp_path: Path) -> None:
    stacks = [{"name": "data", "depends_on": [], "sources": {"google_storage_bucket.b": "stacks/data.py:41"}}]
    build(tmp_path, {"manifest.json": {"simulated": True, "stacks": stacks}, "data/cdk.tf.json": BUCKET})
    [document] = documents(tmp_path)
    assert (document.name, document.rehearsal) == ("data", True)
    report = check_documents([document], PolicyContext("DE"))
    assert {f.source for f in report.findings if f.address == "google_storage_bucket.b"} == {"stacks/data.py:41"}


@pytest.mark.parametrize(
    ("files", "place", "fact"),
    [
        ({"main.tf.json": '{"resource": }'}, "main.tf.json:1:14", "not valid JSON"),
        ({"main.tf.json": ""}, "main.tf.json:1:1", "not valid JSON"),
        ({"main.tf.json": b'{"a": "\xff"}'}, "main.tf.json:1:8", "not UTF-8"),
        ({"main.tf.json": "[]"}, "main.tf.json", "no JSON object"),
        ({"main.tf.json": '{"a": 1, "a": 2}'}, "main.tf.json", "names 'a' twice"),
        ({"main.tf.json": "[" * 100_000}, "main.tf.json", "nested too deeply"),
        ({"main.tf.json": '{"a": ' + "1" * 5000 + "}"}, "main.tf.json", "not valid JSON"),
        ({"main.tf.json": {}, "x_override.tf.json": BUCKET}, "x_override.tf.json", "no other file declares"),
        ({"a.tf.json": BUCKET, "b.tf.json": BUCKET}, "b.tf.json:1", "declared here and in a.tf.json:1"),
        ({"manifest.json": {"stacks": [{"name": "../x"}]}}, "manifest.json", "no folder"),
        ({"manifest.json": {"stacks": [{"name": "gone"}]}}, "gone", "not on disk"),
        ({"manifest.json": "{"}, "manifest.json:1:2", "not valid JSON"),
    ],
)
def test_broken_input_is_told_with_its_place(tmp_path: Path, files: Mapping[str, Any], place: str, fact: str) -> None:
    problems = unread(build(tmp_path, files))
    assert any(problem.path.endswith(place) and fact in problem.fact for problem in problems)
    assert judged(tmp_path).exit_code() == 2


def test_every_broken_file_is_named_at_once(tmp_path: Path) -> None:
    assert len(unread(build(tmp_path, {"x/a.tf.json": "{", "y/b.tf.json": "[]", "z/c.tf.json": BUCKET}))) == 2
    assert "google_storage_bucket.b" in {finding.address for finding in judged(tmp_path).findings}


def test_what_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty").mkdir()
    for name, fact in (
        ("nowhere", "no such file"), ("pipe", "neither a file nor a folder"), ("empty", "holds no Terraform")
    ):  # fmt: skip
        with pytest.raises(InputError, match=fact):
            load_documents(tmp_path / name)


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = build(tmp_path / "outside", {"main.tf.json": BUCKET})
    inside = build(tmp_path / "inside", {"main.tf.json": BUCKET})
    for name, target in (("linked", outside), ("other.tf.json", outside / "main.tf.json")):
        (inside / name).symlink_to(target)
        assert [(problem.path, problem.fact) for problem in unread(inside)] == [(name, "is a link out of the folder")]
        (inside / name).unlink()
    (inside / "circle").symlink_to(inside)
    assert len(documents(inside)) == 1


def test_unreadable_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "main.tf.json").symlink_to(tmp_path / "main.tf.json")
    assert [problem.path for problem in unread(tmp_path)] == ["main.tf.json"]
