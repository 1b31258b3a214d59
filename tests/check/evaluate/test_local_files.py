"""Files that expressions read: below PATH as Terraform reads them, nothing beside it, none that eats the machine."""

from __future__ import annotations

import os
import resource
from pathlib import Path
from typing import Any

import pytest

from landfast.check.evaluate.configuration import resources_of
from landfast.check.evaluate.modules import Module
from landfast.check.options import AS_IT_IS
from landfast.check.read.documents import load_documents
from landfast.policies.values import Unknown

FACTORY = """
locals {
  data  = "${path.module}/data"
  files = fileset(local.data, "**/*.yaml")
  read  = {for file in local.files : trimsuffix(basename(file), ".yaml") => yamldecode(file("${local.data}/${file}"))}
}
module "bucket" {
  source   = "../modules/bucket"
  for_each = local.read
  name     = each.key
  location = each.value.location
  labels   = try(each.value.labels, {})
}
"""
BUCKET = """
variable "name" { type = string }
variable "location" { type = string }
variable "labels" { type = map(string) }
resource "google_storage_bucket" "this" {
  name     = var.name
  location = var.location
  labels   = merge(var.labels, jsondecode(local.made))
}
locals {
  made = templatefile("${path.module}/labels.json.tftpl", {team = "a", extra = var.labels})
}
"""
TEMPLATE = '{"team": "${team}"%{ for k, v in extra ~}, "${k}-of-${team}": "${v}"%{ endfor ~}}'


def laid_out(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def evaluated(expression: str, files: dict[str, str], tmp_path: Path) -> Any:
    """The value of an expression in the root `here` of a folder that is checked."""
    root = laid_out(tmp_path / "checked", {"here/main.tf": f"locals {{\n  x = {expression}\n}}\n"} | files)
    document = next(one for one in load_documents(root, AS_IT_IS).documents if one.name.startswith("here"))
    module = Module(document)
    return module.evaluate("${local.x}", module.scope)


def test_a_factory_of_yaml_files_makes_judged_resources(tmp_path: Path) -> None:
    root = laid_out(
        tmp_path,
        {
            "here/main.tf": FACTORY,
            "modules/bucket/main.tf": BUCKET,
            "modules/bucket/labels.json.tftpl": TEMPLATE,
            "here/data/raw.yaml": "location: EU\nlabels: {a: 1}\n",
            "here/data/more/far.yaml": "# of another team\nlocation: US\n",
            "here/data/more/notes.txt": "no bucket",
        },
    )
    made = {
        each.address: (each.values.get("location"), each.values.get("labels"))
        for document in load_documents(root, AS_IT_IS).documents
        for each in resources_of(document)
        if each.type == "google_storage_bucket"
    }
    assert made == {
        'module.bucket["raw"].google_storage_bucket.this': ("EU", {"a": "1", "a-of-a": "1", "team": "a"}),
        'module.bucket["far"].google_storage_bucket.this': ("US", {"team": "a"}),
    }


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ('file("../../secret.txt")', "outside of what is checked"),
        ('file("/etc/hostname")', "outside of what is checked"),
        ('file("link.txt")', "outside of what is checked"),
        ('file("folder/secret.txt")', "outside of what is checked"),
        ('fileset("folder", "*")', "outside of what is checked"),
        ('fileset(".", "**")', "link to a folder"),
        ('fileset(".", "*/secret.txt")', "outside of what is checked"),
        ('fileset(path.module, "../../*")', "outside of what is checked"),
        ('fileset("/", "**")', "outside of what is checked"),
        ('fileexists("../../secret.txt")', "outside of what is checked"),
        ('templatefile("../../secret.txt", {})', "outside of what is checked"),
        ('filesha256("../../secret.txt")', "outside of what is checked"),
        ('file("~/secret.txt")', "home folder"),
        ('file("big.txt")', "larger than 1 MiB"),
    ],
)
def test_what_leads_out_of_the_checked_folder_is_unknown_and_why(expression: str, reason: str, tmp_path: Path) -> None:
    here = tmp_path / "checked/here"
    here.mkdir(parents=True)
    laid_out(tmp_path, {"secret.txt": "s", "checked/here/big.txt": "x" * ((1 << 20) + 1), "outside/secret.txt": "s"})
    (here / "link.txt").symlink_to(tmp_path / "secret.txt")
    (here / "folder").symlink_to(tmp_path / "outside")
    found = evaluated(expression, {}, tmp_path)
    assert isinstance(found, Unknown)
    assert reason in found.reason
    assert not found.failed


def test_other_folders_of_what_is_checked_are_read_and_links_within_followed(tmp_path: Path) -> None:
    here = tmp_path / "checked/here"
    here.mkdir(parents=True)
    (here / "linked.txt").symlink_to("../shared/a.txt")
    found = evaluated(
        '[file("../shared/a.txt"), file("linked.txt"), fileset("..", "shared/*"), path.module, path.root,'
        " basename(path.cwd)]",
        {"shared/a.txt": "a"},
        tmp_path,
    )
    assert found == ["a", "a", ["shared/a.txt"], ".", ".", "here"]


def test_a_pipe_and_a_folder_are_no_files(tmp_path: Path) -> None:
    here = tmp_path / "checked/here"
    here.mkdir(parents=True)
    os.mkfifo(here / "pipe")
    for expression in ('file("pipe")', 'file(".")', 'file("none")', 'fileexists("pipe")', 'file("a\\u0000b")'):
        found = evaluated(expression, {}, tmp_path)
        assert isinstance(found, Unknown), expression
        assert found.failed, expression


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{now}: &{now} [{', '.join([f'*{before}'] * 10)}]\n" for before, now in zip("abcdefghi", "bcdefghij", strict=True)
)
LAUGH = "".join(f"l{n}: &l{n}\n  <<: *l{n - 1}\n  k{n}: 1\n" if n else "l0: &l0 {k: 1}\n" for n in range(2000))
HOSTILE = {
    "aliases that mean a billion values": ('yamldecode(file("x.yaml"))', {"x.yaml": BOMB}),
    "merges of merges": ('yamldecode(file("x.yaml"))', {"x.yaml": LAUGH}),
    "nested lists": ('yamldecode(file("x.yaml"))', {"x.yaml": "[" * 50_000}),
    "nested lists that are closed": ('yamldecode(file("x.yaml"))', {"x.yaml": "[" * 3000 + "]" * 3000}),
    "nested JSON": ('jsondecode(file("x.json"))', {"x.json": "[" * 100_000 + "]" * 100_000}),
    "deep and encoded": ('jsonencode(yamldecode(file("x.yaml")))', {"x.yaml": BOMB}),
    "an anchor in itself": ('yamldecode("&a [*a]")', {}),
    "a backtracking pattern": ('regex("(a+)+$", format("%sX", join("", [for n in range(1000) : "aaaaaaaaaa"])))', {}),
    "a pattern that grows": ('regex("((a{100}){100}){100}", "a")', {}),
    "many searches of one text": (
        'regexall("(a.*b|a)", join("", [for n in range(1000) : join("", [for m in range(100) : "a"])]))',
        {},
    ),
    "a long pattern": ('regex(join("", [for n in range(1000) : "(aaaa|b)"]), "a")', {}),
    "replacements that grow": (
        'replace(join("", [for n in range(1000) : "aaaaaaaaaa"]), "/a/", join("", [for n in range(1000) : "b"]))',
        {},
    ),
    "a template of a template": ('templatefile("x", {})', {"x": '${templatefile("x", {})}'}),
    "a template that loops": (
        'templatefile("x", {})',
        {"x": "%{ for a in range(1000) }%{ for b in range(1000) }" * 2 + "x" + "%{ endfor }" * 4},
    ),
    "braces of braces": ('fileset(".", "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}")', {}),
    "stars": ('fileset(".", "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b")', {"here/" + "a" * 200: ""}),
    "a huge number": ("pow(1e300, 40)", {}),
    "numbers that grow": ('jsondecode("1e400") * jsondecode("1e400") * jsondecode("1e999")', {}),
    "a wide format": (f'format("{"%99999s" * 11}"{", 1" * 11})', {}),
    "a huge table": ('csvdecode(join("\\n", [for n in range(300) : join(",", range(400))]))', {}),
    "indentation": ('indent(1000000, "\\n\\n\\n")', {}),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_patterns_and_expressions_end_soon_and_small(name: str, tmp_path: Path) -> None:
    expression, files = HOSTILE[name]
    before = resource.getrusage(resource.RUSAGE_SELF)
    found = evaluated(expression, {f"here/{file}": text for file, text in files.items()}, tmp_path)
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert after.ru_utime - before.ru_utime < 15
    assert after.ru_maxrss - before.ru_maxrss < 300 << 10
    if name == "stars":
        assert found == []
    else:
        assert isinstance(found, Unknown)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00", "é".encode("latin-1"), b"\xef\xbb\xbfa: 1"])
def test_files_of_other_encodings_raise_nothing(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "checked/here").mkdir(parents=True)
    (tmp_path / "checked/here/x").write_bytes(content)
    for expression in (
        'file("x")',
        'yamldecode(file("x"))',
        'templatefile("x", {})',
        'filebase64("x")',
        'filemd5("x")',
    ):
        evaluated(expression, {}, tmp_path)
