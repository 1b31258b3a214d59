"""Every root stands for itself: what can't be read of one is told, and all else is judged."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from check_folders import attributes, build, documents, judged, unread

from landfast.check import PolicyContext, Report, check, load_subjects
from landfast.check.options import Globs, ReadOptions
from landfast.check.read.documents import load_documents
from landfast.core.errors import InputError

US = 'resource "google_storage_bucket" "b" {\n  name     = "b"\n  location = "US"\n}\n'
VAR = 'variable "place" {}\nresource "google_storage_bucket" "b" {\n  name     = "b"\n  location = var.place\n}\n'


def located(report: Report) -> dict[tuple[str, str], str]:
    """(document, address) -> what is said of its place."""
    return {
        (finding.document, finding.address): finding.message
        for finding in report.findings
        if finding.rule.id.startswith("LF-RES-00") and finding.rule.id != "LF-RES-009"
    }


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"net/broken.tf": "resource {\n"}, "net/broken.tf:1:10"),
        ({"net/broken.tf.json": '{"resource": }'}, "net/broken.tf.json:1:14"),
        ({"net/x.tf": b"a = \xff"}, "net/x.tf:1:5"),
        ({"net/terraform.tfvars": "project = <YOUR PROJECT>\n"}, "net/terraform.tfvars:1:11"),
        ({"net/dev.tfvars": "project = {{ project }}\n"}, "net/dev.tfvars:1:22"),
        ({"net/.terraform/modules/modules.json": "{"}, "net/.terraform/modules/modules.json:1:2"),
        ({"net/twice.tf": US}, "net/twice.tf:1"),
        ({"net/y_override.tf": US.replace('"b"', '"other"', 1)}, "net/y_override.tf"),
        ({"net/circle.tf": 'module "m" { source = "./" }\n'}, "net/circle.tf:1"),
    ],
)
def test_what_is_broken_in_one_root_is_told_with_its_place_and_all_else_is_judged(
    tmp_path: Path, files: Mapping[str, Any], place: str
) -> None:
    build(tmp_path, {"good/main.tf": US, "net/main.tf": US, **files})
    report = judged(tmp_path)
    assert [problem.path for problem in report.problems] == [place]
    assert report.exit_code() == 2
    found = located(report)
    assert {document.partition("/")[0] for document, _address in found} == {"good", "net"}
    # What is declared twice is judged twice.
    assert {address.partition("#")[0] for _document, address in found} == {"google_storage_bucket.b"}


def test_what_a_file_that_can_not_be_read_may_say_is_unknown(tmp_path: Path) -> None:
    text = (
        'provider "google" { alias = "other" }\n'
        'resource "google_storage_bucket" "b" {\n  name = "b"\n  location = local.place\n}\n'
        'resource "google_compute_address" "a" { name = "a" }\n'
    )
    build(tmp_path, {"main.tf": text, "locals.tf": "locals {\n"})
    report = judged(tmp_path)
    said = {finding.address: finding for finding in report.findings if finding.rule.id == "LF-RES-004"}
    for address in ("google_storage_bucket.b", "google_compute_address.a"):
        assert said[address].unknown
        assert "may be declared in locals.tf, which can't be read" in said[address].message
    # Where the state is kept may stand there.
    assert not any(finding.rule.id == "LF-RES-009" for finding in report.findings)


def test_a_variable_is_unknown_where_its_values_can_not_be_read(tmp_path: Path) -> None:
    values = {"net/main.tf": VAR.replace("{}", '{ default = "EU" }'), "net/terraform.tfvars": "place = <PLACE>\n"}
    build(tmp_path, {**values, "good/main.tf": VAR, "good/terraform.tfvars": 'place = "US"\n'})
    found = located(judged(tmp_path))
    assert "may be set in net/terraform.tfvars, which can't be read" in found["net/main.tf", "google_storage_bucket.b"]
    assert "`US`" in found["good/main.tf", "google_storage_bucket.b"]


def test_a_value_file_that_is_named_and_broken_ends_the_check(tmp_path: Path) -> None:
    build(tmp_path, {"main.tf": VAR, "given.txt": "place = <PLACE>\n"})
    with pytest.raises(InputError, match=r"given\.txt:1:9"):
        load_documents(tmp_path, ReadOptions([tmp_path / "given.txt"]))


def test_a_link_to_values_that_are_not_there_is_no_file_as_for_terraform(tmp_path: Path) -> None:
    build(tmp_path, {"main.tf": VAR.replace("{}", '{ default = "US" }')})
    for name in ("terraform.tfvars", "terraform.tfvars.json", "dev.tfvars"):
        (tmp_path / name).symlink_to("nowhere.tfvars")
    assert attributes(documents(tmp_path)[0], "location") == {"google_storage_bucket.b": "US"}
    # It lists these, and so fails on one that is not there.
    (tmp_path / "x.auto.tfvars").symlink_to("nowhere.tfvars")
    assert [problem.path for problem in unread(tmp_path)] == ["x.auto.tfvars"]


def test_folders_without_terraform_are_walked_past_however_deep(tmp_path: Path) -> None:
    build(tmp_path, {"good/main.tf": US, "/".join(["img", *"abcdefghijklmnopqrstuvwxyz", "readme.txt"]): "x"})
    deep = build(tmp_path, {"/".join(["deep", *map(str, range(60)), "main.tf"]): US})
    assert len(located(judged(deep))) == 2


def test_a_folder_that_can_not_be_listed_is_told_and_the_rest_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tmp_path, {"good/main.tf": US, "locked/main.tf": US})
    listed = os.scandir

    def refuses(path: str | os.PathLike[str]) -> Any:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(os, "scandir", refuses)
    report = judged(tmp_path)
    assert [str(problem) for problem in report.problems] == [
        "locked: can't be read (Permission denied); make it readable, or leave it out: --exclude"
    ]
    assert list(located(report)) == [("good/main.tf", "google_storage_bucket.b")]


@pytest.mark.parametrize("text", ["", "\n\n", "# Nothing here yet.\n", "/* a\n b */\n// c\n", "\ufeff"])
def test_an_empty_module_has_nothing_to_judge(tmp_path: Path, text: str) -> None:
    build(tmp_path, {"good/main.tf": US, "todo/main.tf": text, "json/main.tf.json": "{}"})
    report = judged(tmp_path)
    assert not report.problems
    assert {finding.document for finding in report.findings} == {"good/main.tf"}
    alone = judged(tmp_path / "todo")
    assert alone.exit_code() == 2
    assert "has no resources" in str(alone.problems[0])


def test_opentofu_and_terraform_each_read_what_they_read(tmp_path: Path) -> None:
    build(tmp_path, {"lib/main.tf": US, "lib/main.tofu": US.replace("US", "ASIA"), "lib/more.tf": "locals { a = 1 }\n"})
    found = located(judged(tmp_path))
    assert "`US`" in found["lib (Terraform)", "google_storage_bucket.b"]
    assert "`ASIA`" in found["lib (OpenTofu)", "google_storage_bucket.b"]
    (tmp_path / "lib/main.tofu").write_text(US)
    # Where they read the same, it is said once.
    assert list(located(judged(tmp_path))) == [("lib", "google_storage_bucket.b")]


def test_versions_that_differ_between_programs_make_no_second_reading(tmp_path: Path) -> None:
    wants = 'terraform {{\n  required_version = "{}"\n  {}\n}}\n'
    build(tmp_path, {"main.tf": US, "versions.tf": wants.format("1", ""), "versions.tofu": wants.format("2", "")})
    assert [document.name for document in documents(tmp_path)] == [tmp_path.name]
    (tmp_path / "versions.tofu").write_text(wants.format("2", 'backend "gcs" {}'))
    assert len(documents(tmp_path)) == 2


def test_what_differs_between_programs_in_a_module_differs_in_all_that_call_it(tmp_path: Path) -> None:
    call = 'module "m" { source = "../m" }\n'
    build(tmp_path, {"root/main.tf": call, "m/x.tf": US, "m/x.tofu": US.replace("US", "ASIA"), "other/main.tf": US})
    assert {document for document, _address in located(judged(tmp_path))} == {
        "root/main.tf (Terraform)", "root/main.tf (OpenTofu)", "other/main.tf",
    }  # fmt: skip


SOURCES = [
    ("github.com/acme/mods//modules/base?ref=v2.0.0", "git::https://github.com/acme/mods.git//modules/base?ref=v2.0.0"),
    ("https://github.com/acme/mods?ref=v2.0.0", "git::https://github.com/acme/mods.git?ref=v2.0.0"),
    ("git@github.com:acme/mods.git//base?ref=v2", "git::ssh://git@github.com/acme/mods.git//base?ref=v2"),
    ("bitbucket.org/acme/mods//base", "git::https://bitbucket.org/acme/mods.git//base"),
    ("git::https://example.com/mods.git//sub?ref=v1", "git::https://example.com/mods.git//sub?ref=v1"),
    ("git::ssh://git@example.com:2222/mods.git", "git::ssh://git@example.com:2222/mods.git"),
    ("git::git@example.com:acme/mods.git", "git::ssh://git@example.com/acme/mods.git"),
    ("git::https://example.com/mods.git?ref=v1&depth=1", "git::https://example.com/mods.git?depth=1&ref=v1"),
    ("www.googleapis.com/storage/v1/acme/m.zip", "gcs::https://www.googleapis.com/storage/v1/acme/m.zip"),
    ("acme/net/google//modules/sub", "registry.terraform.io/acme/net/google//modules/sub"),
    ("acme/net/google", "registry.opentofu.org/acme/net/google"),
]


@pytest.mark.parametrize(("source", "fetched"), SOURCES, ids=[source for source, _ in SOURCES])
def test_modules_that_get_fetched_are_followed_in_every_form_of_source(
    tmp_path: Path, source: str, fetched: str
) -> None:
    entry = {"Key": "m", "Source": fetched, "Dir": ".terraform/modules/m/sub"}
    build(tmp_path, {
        "main.tf": f'module "m" {{\n  source = "{source}"\n}}\n',
        ".terraform/modules/modules.json": {"Modules": [entry]},
        ".terraform/modules/m/sub/main.tf": 'module "inner" { source = "../inner" }\n',
        ".terraform/modules/m/inner/main.tf": US,
    })  # fmt: skip
    found = located(judged(tmp_path))
    assert list(found) == [("main.tf", "module.m.module.inner.google_storage_bucket.b")]


@pytest.mark.parametrize(
    "source",
    [
        "github.com/acme/mods//modules/base?ref=v2.0.1",
        "github.com/acme/mods//modules/other?ref=v2.0.0",
        "github.com/other/mods//modules/base?ref=v2.0.0",
        "git::https://example.com/acme/mods.git//modules/base?ref=v2.0.0",
        "github.com/acme/mods//modules/base",
    ],
)
def test_a_module_that_was_fetched_from_elsewhere_is_not_the_one_that_is_called(tmp_path: Path, source: str) -> None:
    fetched = "git::https://github.com/acme/mods.git//modules/base?ref=v2.0.0"
    build(tmp_path, {
        "main.tf": f'module "m" {{\n  source = "{source}"\n}}\n',
        ".terraform/modules/modules.json": {"Modules": [{"Key": "m", "Source": fetched, "Dir": ".terraform/m"}]},
        ".terraform/m/main.tf": US,
    })  # fmt: skip
    [missing] = [finding for finding in judged(tmp_path).findings if finding.rule.id == "LF-COV-002"]
    assert "terraform get" in missing.rule.mend.terraform


@pytest.mark.parametrize("folders", [("", "test"), ("mod", "root")], ids=["below", "beside"])
def test_what_is_called_is_judged_where_it_is_called(tmp_path: Path, folders: tuple[str, str]) -> None:
    called, caller = folders
    source = os.path.relpath(called or ".", caller)
    call = f'module "m" {{\n  source = "{source}/"\n  place = "europe-west4"\n}}\n'
    build(tmp_path, {f"{called or '.'}/main.tf": VAR, f"{caller}/main.tf": call})
    assert not located(judged(tmp_path))


@pytest.mark.parametrize(
    "own", [{"m/terraform.tfvars": 'place = "US"\n'}, {"m/state.tf": "terraform {\n  cloud {}\n}\n"}]
)
def test_what_has_values_or_a_backend_is_a_root_too_whoever_calls_it(tmp_path: Path, own: Mapping[str, str]) -> None:
    build(tmp_path, {"main.tf": 'module "m" {\n  source = "./m"\n  place = "EU"\n}\n', "m/main.tf": VAR, **own})
    assert ("m" if "m/state.tf" in own else "m/main.tf", "google_storage_bucket.b") in located(judged(tmp_path))


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        ((), {"a/main.tf", "a/examples/x/main.tf", "b/examples/main.tf", "b/main.tf"}),
        (("examples",), {"a/main.tf", "b/main.tf"}),
        (("examples/",), {"a/main.tf", "b/main.tf"}),
        (("b/examples",), {"a/main.tf", "a/examples/x/main.tf", "b/main.tf"}),
        (("./b",), {"a/main.tf", "a/examples/x/main.tf"}),
        (("a/**",), {"b/examples/main.tf", "b/main.tf"}),
        (("**/x",), {"a/main.tf", "b/examples/main.tf", "b/main.tf"}),
        (("*/main.tf",), {"a/examples/x/main.tf", "b/examples/main.tf"}),
        (("ex*s", "b"), {"a/main.tf"}),
        (("[!a]",), {"a/main.tf", "a/examples/x/main.tf"} - {"a/examples/x/main.tf"}),
    ],
)
def test_exclude_leaves_out_what_its_patterns_mean(tmp_path: Path, patterns: tuple[str, ...], left: set[str]) -> None:
    build(tmp_path, dict.fromkeys(("a/main.tf", "a/examples/x/main.tf", "b/examples/main.tf", "b/main.tf"), US))
    loaded = load_documents(tmp_path, ReadOptions(exclude=Globs(patterns)))
    assert {document.name for document in loaded.documents} == left


def test_what_is_excluded_and_called_is_made_all_the_same(tmp_path: Path) -> None:
    build(tmp_path, {"main.tf": 'module "m" { source = "./m" }\n', "m/main.tf": US, "m/broken/x.tf": "{"})
    options = ReadOptions(exclude=Globs(("m",)))
    report = check(load_subjects(tmp_path, options), PolicyContext("eu"))
    assert not report.problems
    assert list(located(report)) == [("main.tf", "module.m.google_storage_bucket.b")]


def test_a_folder_of_which_everything_is_excluded_is_no_pass(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no Terraform but what --exclude leaves out"):
        load_documents(build(tmp_path, {"m/main.tf": US}), ReadOptions(exclude=Globs(("m",))))
