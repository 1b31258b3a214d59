"""What a case does is said by every form of a report: the rule, the resource, what is wrong; and nothing else of it."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from check_folders import judged

from landfast.check import Report
from landfast.check.judge.causes import cause_of
from landfast.check.judge.verdict import Finding
from landfast.check.report.formats.registry import FORMATS, render

CASES = sorted((Path(__file__).parents[2] / "policies" / "cases").iterdir())
Said = Counter[tuple[str, str]]


@cache
def report_of(case: Path) -> Report:
    return judged(case)


def where(finding: Finding) -> str:
    return f"{finding.address}.{finding.path}" if finding.path else finding.address


def of_json(text: str) -> Said:
    return Counter(
        (each["rule"], f"{'.'.join(filter(None, (each['address'], each['path'])))}: {each['message']}")
        for each in json.loads(text)["result"]["findings"]
    )


def of_sarif(text: str) -> Said:
    return Counter((each["ruleId"], each["message"]["text"]) for each in json.loads(text)["runs"][0]["results"])


def of_gitlab(text: str) -> Said:
    found = [each for each in json.loads(text) if each["check_name"].startswith("LF-")]
    return Counter((each["check_name"], re.sub(r" \([^()]*\)$", "", each["description"])) for each in found)


def of_junit(text: str) -> Said:
    cases = ElementTree.fromstring(text).iter("testcase")  # noqa: S314 (our own)
    return Counter(
        (case.get("classname", ""), f"{case.get('name', '').rpartition(' (')[0]}: {found.get('message')}")
        for case in cases
        for found in case.findall("failure")
    )


STRUCTURED: Mapping[str, Callable[[str], Said]] = {
    "json": of_json,
    "sarif": of_sarif,
    "gitlab": of_gitlab,
    "junit": of_junit,
}


def bare(text: str) -> str:
    """Letters alone: without what marks code, or breaks a line, in between."""
    return re.sub(r"[\s`]+", "", html.unescape(html.unescape(re.sub(r"</?[a-z][^>]*>", "", text))))


def is_said(finding: Finding, text: str, form: str) -> bool:
    # A terminal says of many that can't be told why, once.
    message = cause_of(finding).text if finding.unknown and form == "table" else finding.message
    return all(bare(html.escape(part)) in text for part in (finding.rule.id, where(finding), message))


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_says_what_each_case_does(form: str) -> None:
    wrong = {}
    for case in CASES:
        report = report_of(case)
        text = render(form, report, "low")
        if form in STRUCTURED:
            expected = Counter((each.rule.id, f"{where(each)}: {each.message}") for each in report.findings)
            found = STRUCTURED[form](text)
            wrong |= {case.name: (found - expected, expected - found)} if found != expected else {}
        else:
            missing = [each for each in report.findings if not is_said(each, bare(text), form)]
            wrong |= {case.name: [(each.rule.id, where(each), each.message) for each in missing]} if missing else {}
    assert wrong == {}
