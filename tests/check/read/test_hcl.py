"""Reading HCL: the shape that comes out, the place of what is wrong, and that nothing random passes or raises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from check_folders import attributes, build, documents, judged
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from landfast.check.evaluate.parser import compiled
from landfast.check.evaluate.values import unknown_inside
from landfast.check.read.hcl import read_hcl, read_values
from landfast.check.read.json_lines import json_lines

SOURCE = """\
/* a comment
   over lines */
terraform {
  required_version = ">= 1.5"
  backend "gcs" { bucket = "state" }
}
locals {
  a = 1 # one
  b = "x${1 + 1}" // two
}
provider "google" {
  alias = "eu"
}
variable "v" {
  type    = map(object({ a = optional(string, "x") }))
  default = { k = {} }
}
data "google_project" "p" { provider = google.eu }
resource "google_storage_bucket" "b" {
  name     = "plain \\" quoted"
  provider = google.eu
  versioning { enabled = true }
  lifecycle_rule {
    condition { age = 1 }
  }
  lifecycle_rule {}
  dynamic "cors" {
    for_each = [1]
    iterator = it
    content { max_age_seconds = it.value }
  }
}
module "m" {
  source    = "./m"
  providers = { google = google.eu, google.x = google.y /* z = q */ }
}
output "o" { value = google_storage_bucket.b.name }
check "c" {
  assert {
    condition     = true
    error_message = "no"
  }
}
"""


def test_hcl_has_the_shape_of_terraform_json() -> None:
    read = read_hcl(SOURCE, "main.tf")
    assert read.problems == []
    body = read.body
    assert body["terraform"] == [{"required_version": ">= 1.5", "backend": {"gcs": {"bucket": "state"}}}]
    assert body["locals"] == [{"a": 1, "b": '${"x${1 + 1}"}'}]
    assert body["provider"] == [{"google": {"alias": "eu"}}]
    assert body["variable"]["v"]["default"] == {"k": {}}
    assert body["data"] == {"google_project": {"p": {"provider": "google.eu"}}}
    assert body["resource"]["google_storage_bucket"]["b"] == {
        "name": '${"plain \\" quoted"}',
        "provider": "google.eu",
        "versioning": {"enabled": True},
        "lifecycle_rule": [{"condition": {"age": 1}}, {}],
        "dynamic": {"cors": {"for_each": "${[1]}", "iterator": "it", "content": {"max_age_seconds": "${it.value}"}}},
    }
    assert body["module"]["m"]["providers"] == {"google": "google.eu", "google.x": "google.y"}


def test_every_address_has_its_line() -> None:
    assert read_hcl(SOURCE, "main.tf").lines == {
        "terraform.backend.gcs": "main.tf:3",
        "local.a": "main.tf:7",
        "local.b": "main.tf:7",
        "provider.google.eu": "main.tf:11",
        "variable.v": "main.tf:14",
        "data.google_project.p": "main.tf:18",
        "google_storage_bucket.b": "main.tf:19",
        "module.m": "main.tf:33",
        "output.o": "main.tf:37",
        "check.c": "main.tf:38",
    }


@pytest.mark.parametrize(
    ("text", "place", "fact"),
    [
        ('resource "a" "b" {\n  x = [1,\n  y = 2\n}\n', "2:7", "`[` is never closed"),
        ('a "b" {\n  name = "unclosed\n}\n', "2:10", '`"` is never closed'),
        ('variable "b" {\n  x = 1\n', "1:14", "`{` is never closed"),
        ("}\n", "1:1", "`}` closes nothing"),
        ("locals {\n  a = [1 2]\n}\n", "2:10", "not valid HCL: `]` is missing"),
        ("locals {\n  a = <<X\n  b\n}\n", "2:7", "`<<X` is never closed"),
        ("locals {}\n/* x", "2:1", "`/*` is never closed"),
        ('é = "\n', "1:5", "is never closed"),
        ("\n\n  x = 1\n", "3:3", "a value outside of any block"),
        ("resurce \"a\" \"b\" {}\n", "1:1", "a kind that is not known: resurce"),
        ("resource \"a\" {}\n", "1:1", "has 1 labels, where resource takes 2"),
        ("locals {\n  a = 1\n  a = 2\n}\n", "3:3", "a is set twice"),
        ("locals { a = 1 }\nlocals { a = 2 }\n", "2:1", "local.a is declared here and at t.tf:1"),
        ('variable "a" {}\nvariable "a" {}\n', "2:1", "variable.a is declared here and at t.tf:1"),
        ('resource "a" "b" {}\n\nresource "a" "b" {}\n', "3:1", "a.b is declared here and at t.tf:1"),
        ('resource "a" "b" {\n  c = 1\n  c {}\n}\n', "3:3", "c is a value and a block"),
        ("locals {\n  a = 1 b = 2\n}\n", "2:9", "a line break is missing"),
        ('variable "a" {\n  default = local.x\n}\n', "1:1", "default is no constant: local"),
        ("locals {\n  a = \"\x01\"\n}\n", "2:8", "the control character '\\x01'"),
        ("a {\n" * 100 + "}\n" * 100, "1:1", "not known: a"),
        ('resource "a" "b" {\n' + "c {\n" * 60 + "}\n" * 61, "43:1", "nested deeper than 40"),
        ('{"json": true}', "1:1", "is one object"),
    ],
)  # fmt: skip
def test_what_is_wrong_has_line_and_column(text: str, place: str, fact: str) -> None:
    problems = read_hcl(text, "t.tf").problems
    assert any(problem.path == f"t.tf:{place}" and fact in problem.fact for problem in problems), problems


def test_json_has_lines_too() -> None:
    body = {
        "terraform": {"backend": {"gcs": {"bucket": "x"}}},
        "locals": {"u": 1, "w": {"deep": {"w": 1}}},
        "resource": {"a": {"b": {"x": 1, "y": [{"z": "resource"}]}, "c": [{"q": 1}]}, "k": {'m"': {}}},
        "module": [{"m": {"source": "x"}}, {"n": {"source": "y"}}],
        "data": {"p": {"q": {}}},
    }
    text = json.dumps(body, indent=1)
    lines = json_lines(text, "f")
    assert set(lines) == {
        "terraform.backend.gcs", "local.u", "local.w", "a.b", "a.c", 'k.m"', "module.m", "module.n", "data.p.q"
    }  # fmt: skip
    for address, place in lines.items():
        assert json.dumps(address.split(".")[-1]) in text.split("\n")[int(place.removeprefix("f:")) - 1]


def test_values_are_constants(tmp_path: Path) -> None:
    read = read_values('a = "x"\nb = [1, { c = upper("y") }]\n# end\n', "v.tfvars")
    assert (read.body, read.problems) == ({"a": "x", "b": [1, {"c": "Y"}]}, [])
    assert "no constant" in read_values("a = var.b\n", "v.tfvars").problems[0].fact
    assert read_values("a {}\n", "v.tfvars").problems[0].path == "v.tfvars:1:1"


def test_no_byte_order_mark_and_no_windows_line_end_is_in_the_way(tmp_path: Path) -> None:
    text = 'resource "google_storage_bucket" "b" {\r\n  name = <<-EOT\r\n    x\r\n  EOT\r\n  location = "US"\r\n}\r\n'
    build(tmp_path, {"main.tf": b"\xef\xbb\xbf" + text.encode()})
    [document] = documents(tmp_path)
    assert attributes(document, "location") == {"google_storage_bucket.b": "US"}
    assert document.sources["google_storage_bucket.b"] == "main.tf:1"


def test_json_and_hcl_of_the_same_give_the_same_findings(tmp_path: Path) -> None:
    from tools.bench.terraform_input import FORMS, write_input

    found = []
    for form in FORMS:
        assert write_input(tmp_path / form, 40, form) == 43
        report = judged(tmp_path / form)
        found.append([(f.rule.id, f.address, f.path, f.message) for f in report.findings])
    assert found[0] == found[1]
    assert found[0]


ALPHABET = [
    *("${", "}", '"', "\\", "%{", "{", "[", "]", "(", ")", "=", "#", "/*", "*/", "é", "for", "=>", "...", ".*"),
    *("[*]", "~", "?", "!", "-", "0", "a", ":", "<<EOT", "\n", "\r", "\x00", "EOT\n", "<<EOT\n", " in "),
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """The source with parts cut out, doubled, and replaced by what the grammar is made of."""
    data = SOURCE.encode()
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 30)))
        instead = draw(st.one_of(st.binary(max_size=6), st.sampled_from(ALPHABET).map(str.encode)))
        data = data[:start] + instead * draw(st.sampled_from([1, 1, 1, 50])) + data[end:]
    return data


@given(mutated())
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(b"\xff")
@example(b"a = <<")
@example(b'resource "a" "b" {\n x = <<EOT\n${\n')
def test_nothing_random_raises_or_passes(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "main.tf").write_bytes(data)
    report = judged(tmp_path)
    assert report.exit_code() != 0
    assert all(problem.path.startswith("main.tf") for problem in report.problems)


@given(st.lists(st.sampled_from([*ALPHABET, "local.a", "1", '"x"', "upper(", " + ", ","]), max_size=40).map("".join))
@settings(max_examples=400)
def test_random_expressions_give_a_value_or_say_why_not(text: str) -> None:
    from landfast.check.evaluate.modules import NOTHING

    value: Any = compiled(f"${{{text}\n}}")(NOTHING.scope)
    unknown = unknown_inside(value)
    assert unknown is None or unknown.reason
