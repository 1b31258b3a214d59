"""SARIF 2.1.0, within what GitHub code scanning takes.

Its limits: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from itertools import islice
from typing import Any
from urllib.parse import quote

from landfast import __version__
from landfast.check.judge.causes import cause_of
from landfast.check.judge.fixes import FixEdit, FixSaid
from landfast.check.judge.keys import FindingKey
from landfast.check.judge.verdict import Finding, Report
from landfast.check.report.formats.common import (
    ROOTS,
    articles,
    covered,
    file_and_line,
    fingerprints,
    page,
    roots_of,
    rules_of,
    sections,
    verdict,
    where,
)
from landfast.policies.model import AnyRule, Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# More results in a run, and the upload is refused. The worst come first, so that the rest is the least.
RESULTS_LIMIT = 25_000
_TAGS_LIMIT = 20
_LINE = re.compile(r"(?P<file>.+?):(?P<line>[1-9]\d*)(?::(?P<column>[1-9]\d*))?", re.DOTALL)
_TEXT_LIMIT = 1024
# Over 9.0 counts as critical, from 7.0 as high, from 4.0 as medium.
# How bad it is can't be told either: it stands between what fails and what is noted.
_UNKNOWN_LEVEL = "warning"
_SCORES: Mapping[Severity, str] = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0"}
_LEVELS: Mapping[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}


def sarif(report: Report, fail_on: Severity) -> str:
    """One run. Waived findings are suppressed results, those of a baseline unchanged ones; what could not be read is a
    notification."""
    rules = rules_of(report)
    index = {rule.id: number for number, rule in enumerate(rules)}
    findings = (*report.findings, *report.waived, *report.known)
    fixes = {key: fix for fix in report.fixes if fix.state == "possible" for key in fix.keys}
    marked = zip(findings, fingerprints(findings), strict=True)
    results = (
        _result(report, finding, index[finding.rule.id], mark)
        | _state(report, known=finding.known)
        | _fixes(finding, fixes)
        for finding, mark in marked
    )
    run = {
        "tool": {
            "driver": {
                "name": "landfast",
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "automationDetails": {"id": "landfast/"},
        "columnKind": "unicodeCodePoints",
        # The service that takes the file knows where the sources are.
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository"}}},
        "invocations": [_invocation(report, left_out=max(len(findings) - RESULTS_LIMIT, 0))],
        "results": list(islice(results, RESULTS_LIMIT)),
        "properties": {
            "verdict": verdict(report, fail_on),
            "coverage": covered(report),
            "sections": {section.title: [section.columns, *section.rows] for section in sections(report)},
        },
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: AnyRule) -> dict[str, Any]:
    mends = f"{rule.mend.landfast} In Terraform: {rule.mend.terraform}"
    tags = ["security", "GDPR", *(f"GDPR Art. {article}" for article in rule.articles)]
    described: dict[str, Any] = {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.title[:_TEXT_LIMIT]},
        "fullDescription": {"text": rule.why[:_TEXT_LIMIT]},
        "help": {
            "text": f"{rule.why} {mends} ({articles(rule)})",
            "markdown": f"{rule.why}\n\n**Mend:** {rule.mend.landfast}\n\n"
            f"**In Terraform:** {rule.mend.terraform}\n\n{articles(rule)}",
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": tags[:_TAGS_LIMIT],
            "precision": "very-high",
            "security-severity": _SCORES[rule.severity],
        },
    }
    if rule.origin:
        described["properties"]["origin"] = rule.origin
    link = page(rule)
    return described | ({"helpUri": link} if link else {})


def _result(report: Report, finding: Finding, rule_index: int, fingerprint: str) -> dict[str, Any]:
    roots = roots_of(report, finding, ROOTS)
    result: dict[str, Any] = {
        "ruleId": finding.rule.id,
        "ruleIndex": rule_index,
        "level": _UNKNOWN_LEVEL if finding.unknown else _LEVELS[finding.severity],
        "message": {"text": f"{where(finding)}: {finding.message}{f' (in {roots})' if roots else ''}"},
        "locations": [_location(finding)],
        # The only one that code scanning reads: a line that moves keeps its alert.
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
        "properties": {"documents": list(finding.documents)},
    }
    if finding.unknown:
        cause = cause_of(finding)
        result["properties"] |= {"unknown": True, "cause": cause.text, "next_step": cause.next_step}
    if finding.waiver:
        waiver = finding.waiver
        until = f"{waiver.reason} ({waiver.owner}, until {waiver.expires.isoformat()})"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": until}]
    return result


def _state(report: Report, *, known: bool) -> dict[str, str]:
    """Against a baseline every result of a run has a state, and without one none."""
    return {"baselineState": "unchanged" if known else "new"} if report.baseline else {}


def _fixes(finding: Finding, fixes: Mapping[FindingKey, FixSaid]) -> dict[str, Any]:
    """The edits that were tried, of each root that has the finding."""
    found = dict.fromkeys((fix, fix.edit) for key in finding.keys if (fix := fixes.get(key)) is not None)
    described = [_fix(fix, edit) for fix, edit in found if edit is not None]
    return {"fixes": described} if described else {}


def _fix(fix: FixSaid, edit: FixEdit) -> dict[str, Any]:
    (line, column), (end_line, end_column) = edit.start, edit.end
    deleted = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    replacement = {"deletedRegion": deleted, "insertedContent": {"text": edit.after}}
    change = {"artifactLocation": _in_tree(edit.file), "replacements": [replacement]}
    return {"description": {"text": f"{fix.attribute} = {fix.value}"}, "artifactChanges": [change]}


def _location(finding: Finding) -> dict[str, Any]:
    file, line = file_and_line(finding)
    # What stands in the cloud has a page there, and no file.
    page = file.startswith("https://")
    place = {"uri": file} if page else _in_tree(file or "landfast.yaml")
    physical = {
        "artifactLocation": place,
        # Findings have no column, and code scanning wants all four.
        "region": {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": 2},
    }
    logical = {"fullyQualifiedName": where(finding), "kind": "resource"}
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _invocation(report: Report, left_out: int) -> dict[str, Any]:
    notes = [_note(str(problem), problem.path) for problem in report.problems]
    if left_out:
        notes.append(_note(f"{left_out} results are left out: GitHub takes {RESULTS_LIMIT} at most"))
    return {"executionSuccessful": not report.problems, "toolExecutionNotifications": notes}


def _note(text: str, path: str = "") -> dict[str, Any]:
    """What is told beside the results. `path` is where, if it says a line of a file."""
    note: dict[str, Any] = {"level": "error", "message": {"text": text}}
    match = _LINE.fullmatch(path)
    if match is None:
        return note
    start = {"startLine": int(match["line"]), "startColumn": int(match["column"] or 1)}
    place = {"artifactLocation": _in_tree(match["file"]), "region": start}
    return note | {"locations": [{"physicalLocation": place}]}


def _in_tree(file: str) -> dict[str, Any]:
    return {"uri": quote(os.fsencode(file)), "uriBaseId": "%SRCROOT%"}
