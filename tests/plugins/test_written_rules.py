"""Rules that are written as data: three values, every mistake at once, fixtures that say what has to be found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from document_schemas import validated
from in_process import landfast
from jsonschema import Draft202012Validator
from repository import ROOT
from ruamel.yaml import YAML

from landfast.core.errors import InputError
from landfast.jobs.check import CheckRequest, check
from landfast.policies.model import Area, Resource, World
from landfast.policies.values import Unknown
from landfast.policies.written.files import rules_at

RULE = """\
rules:
  - id: ACME-001
    title: Ensure somebody pays
    types: [google_storage_bucket]
    attribute: {attribute}
    condition: {condition}
    message: nobody pays
    severity: high
    why: Somebody has to.
    mend: {{landfast: Say it., terraform: Set it.}}
"""
WORLD = World(Area("eu", frozenset(), {}), [])
NOT_KNOWN = Unknown("var.x has no default")


def verdict(tmp_path: Path, condition: str, values: dict[str, Any], more: str = "") -> str:
    file = tmp_path / "r.yaml"
    file.write_text(RULE.format(attribute="a.b", condition=condition) + more)
    (rule,) = rules_at(file)
    found = list(rule.check(Resource("google_storage_bucket.b", "google_storage_bucket", values), WORLD))
    return "unknown" if any(one.unknown for one in found) else "fails" if found else "passes"


@pytest.mark.parametrize(
    ("condition", "passes", "fails"),
    [
        ("{is_set: true}", "x", None),
        ("{is_set: false}", None, "x"),
        ("{equals: true}", "true", False),
        ("{equals: 3}", "3", 4),
        ("{differs_from: x}", "y", "x"),
        ("{is_one_of: [x, y]}", "y", "z"),
        ("{is_none_of: [x, y]}", None, "x"),
        ("{matches: '^cc-[0-9]+$'}", "cc-12", "xcc-12"),
        ("{at_least: 7}", "7", 6.5),
        ("{at_most: 7}", 7, "no number"),
        ("{not: {equals: x}}", "y", "x"),
        ("{all: [{is_set: true}, {differs_from: x}]}", "y", None),
        ("{any: [{equals: x}, {attribute: c, equals: y}]}", "x", "y"),
    ],
)
def test_each_comparison_passes_fails_and_can_not_be_told(
    tmp_path: Path, condition: str, passes: Any, fails: Any
) -> None:
    assert verdict(tmp_path, condition, {"a": {"b": passes}}) == "passes"
    assert verdict(tmp_path, condition, {"a": {"b": fails}}) == "fails"
    assert verdict(tmp_path, condition, {"a": {"b": NOT_KNOWN}}) == "unknown"
    assert verdict(tmp_path, condition, {"a": NOT_KNOWN}) == "unknown"


@pytest.mark.parametrize(
    ("condition", "values", "says"),
    [
        # What is known decides, whatever else is not.
        ("{all: [{equals: x}, {attribute: c, equals: y}]}", {"a": {"b": NOT_KNOWN}, "c": "z"}, "fails"),
        ("{any: [{equals: x}, {attribute: c, equals: y}]}", {"a": {"b": NOT_KNOWN}, "c": "y"}, "passes"),
        ("{any: [{equals: x}, {attribute: c, equals: y}]}", {"a": {"b": NOT_KNOWN}, "c": "z"}, "unknown"),
        # Each place that a path leads to.
        ("{equals: x}", {"a": [{"b": "x"}, {"b": "y"}]}, "fails"),
        ("{equals: x}", {"a": [{"b": "x"}, {"b": NOT_KNOWN}]}, "unknown"),
        ("{equals: x}", {"a": [{"b": "x"}, {"b": ["x"]}]}, "passes"),
        ("{equals: x}", {"a": "no block"}, "unknown"),
    ],
)
def test_what_is_known_decides(tmp_path: Path, condition: str, values: dict[str, Any], says: str) -> None:
    assert verdict(tmp_path, condition, values) == says


@pytest.mark.parametrize(
    ("kind", "says"), [("archive", "fails"), ("raw", "passes"), (NOT_KNOWN, "unknown")], ids=["of it", "other", "?"]
)
def test_when_says_which_are_judged(tmp_path: Path, kind: Any, says: str) -> None:
    when = "    when: {attribute: kind, equals: archive}\n"
    assert verdict(tmp_path, "{is_set: true}", {"kind": kind}, when) == says
    assert verdict(tmp_path, "{is_set: true}", {"kind": kind, "a": {"b": "x"}}, when) == "passes"


WRONG = """\
rules:
  - id: LF-ACM-001
    title: Ensure
    types: [bucket]
    atribute: labels
    condition: {is_set: true, equals: 3}
    message: no
    severity: grave
    mend: {landfast: a}
    why: b
  - id: ACME-002
    title: Ensure
    types: []
    condition: {matches: "("}
    message: no
    severity: low
    why: b
    mend: {landfast: a, terraform: b}
    articles: [Art. 5]
  - {id: ACME-003, title: 7, types: bucket, condition: is_set, message: no, severity: low, why: b, mend: Name it}
"""


def test_every_mistake_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/a.yaml").write_text(WRONG)
    (tmp_path / "rules/b.yaml").write_text("rules: [")
    done = landfast(tmp_path, "check", "--rules", "rules", ".", "--kind", "terraform")
    assert done.returncode == 2
    for said in (
        "rules.0.id (a.yaml:2): id begins as landfast's and checkov's do",
        "rules.0.types.0 (a.yaml:4): ",
        "rules.0.atribute (a.yaml:5): is no key of a rule; did you mean attribute?",
        "rules.0.condition (a.yaml:6): says is_set, equals; exactly one of",
        "rules.0.severity (a.yaml:8): should be 'low', 'medium', 'high' or 'critical', got 'grave'",
        "rules.0.mend.terraform (a.yaml:9): is missing",
        "rules.1.types (a.yaml:13): needs at least one",
        "rules.1.condition.matches (a.yaml:14): is no regular expression",
        "rules.1.articles.0 (a.yaml:19): ",
        "rules.2.title (a.yaml:20): is no text, got 7",
        "rules.2.types (a.yaml:20): is no list, got 'bucket'",
        "rules.2.condition (a.yaml:20): is no section, which has keys of its own, got 'is_set'",
        "rules.2.mend (a.yaml:20): is no section",
        "b.yaml:1:9: is not valid YAML",
    ):
        assert said in done.stderr, said
    assert "instance of" not in done.stderr
    assert "Traceback" not in done.stderr


def test_an_id_stands_once(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(RULE.format(attribute="a", condition="{is_set: true}"))
    with pytest.raises(InputError, match=r"b.yaml: ACME-001: stands in .*a.yaml already"):
        rules_at(tmp_path)


def test_they_judge_by_option_and_by_spec(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(RULE.format(attribute="labels.cost", condition="{is_set: true}"))
    (tmp_path / "main.tf").write_text('resource "google_storage_bucket" "b" {\n  name = "b"\n  location = "EU"\n}\n')
    report = check(CheckRequest(path=tmp_path / "main.tf", rules=[tmp_path / "acme.yaml"])).report
    (found,) = (one for one in report.findings if one.rule.id == "ACME-001")
    assert (found.path, found.message, found.unknown) == ("labels", "nobody pays", False)
    said = landfast(tmp_path, "explain", "ACME-001", "--rules", "acme.yaml", "--json")
    assert validated("explain", said.stdout)["result"]["origin"] == "acme.yaml"
    (tmp_path / "landfast.yaml").write_text(
        "name: churn\nresidency: {region: europe-west4}\npolicies: {rules: [acme.yaml]}\n"
    )
    by_spec = check(CheckRequest(spec=tmp_path / "landfast.yaml", path=tmp_path / "main.tf")).report
    assert [one.rule.id for one in by_spec.findings if one.rule.origin] == ["ACME-001"]
    (tmp_path / "acme.yaml").unlink()
    assert landfast(tmp_path, "plan").returncode == 2


def test_fixtures_say_what_has_to_be_found(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(RULE.format(attribute="labels.cost", condition="{is_set: true}"))
    none = landfast(tmp_path, "rules", "test", "acme.yaml", "--json")
    assert none.returncode == 1
    assert "has no fixture" in validated("rules test", none.stdout)["result"]["rules"][0]["wrong"][0]
    bucket = 'resource "google_storage_bucket" "%s" {\n  labels = { cost = %s }\n}\n'
    fixture = tmp_path / "ACME-001.tf"
    right = 'variable "x" {}\n' + bucket % ("fail_a", "null") + bucket % ("unknown_b", "var.x") + bucket % ("c", '"x"')
    fixture.write_text(right)
    assert landfast(tmp_path, "rules", "test", "acme.yaml").returncode == 0
    fixture.write_text(right.replace("fail_a", "a").replace("unknown_b", "fail_b"))
    wrong = landfast(tmp_path, "rules", "test", ".")
    assert wrong.returncode == 1
    assert "google_storage_bucket.a fails, and its name says that it passes" in wrong.stdout
    assert "google_storage_bucket.fail_b can't be told, and its name says that it fails" in wrong.stdout
    fixture.write_text("resource {")
    assert landfast(tmp_path, "rules", "test", ".").returncode == 2


def test_the_published_schema_takes_what_is_read_and_no_more() -> None:
    schema = Draft202012Validator(json.loads((ROOT / "docs/json/rules.schema.json").read_text()))
    example = YAML(typ="safe").load(ROOT / "examples/plugin/src/acme_landfast/rules/tags.yaml")
    assert schema.is_valid(example)
    assert not schema.is_valid(YAML(typ="safe").load(WRONG))
