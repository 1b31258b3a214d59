"""JUnit XML: a suite for each rule, a case for each finding. Read by GitLab, Jenkins, Azure and Cloud Build's tools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from landfast.check.judge.causes import cause_of
from landfast.check.judge.verdict import Finding, Report
from landfast.check.report.formats.common import covered, rules_of, sections, verdict, where
from landfast.policies.model import AnyRule, Severity


def junit(report: Report, fail_on: Severity) -> str:
    """Open findings are failures, those waived or in the baseline are skipped, what could not be read is an error."""
    root = Element("testsuites", name="landfast check")
    _suite_of_run(root, report, fail_on)
    for rule in rules_of(report):
        _suite_of_rule(root, rule, report)
    for kind in ("tests", "failures", "errors"):
        root.set(kind, str(sum(int(suite.get(kind, "0")) for suite in root)))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite_of_run(root: Element, report: Report, fail_on: Severity) -> None:
    """Whether everything could be assessed, and as properties what the report says besides its findings."""
    suite = SubElement(root, "testsuite", name="coverage")
    properties = SubElement(suite, "properties")
    said = {"verdict": verdict(report, fail_on), "coverage": covered(report)}
    for section in sections(report):
        said |= {f"{section.title} {n}": " | ".join(row) for n, row in enumerate(section.rows, 1)}
    for name, value in said.items():
        SubElement(properties, "property", name=name, value=value)
    if not report.problems:
        SubElement(suite, "testcase", classname="coverage", name=covered(report))
    for number, problem in enumerate(report.problems, 1):
        case = SubElement(suite, "testcase", classname="coverage", name=f"{number}: {problem.path}")
        SubElement(case, "error", type="unreadable", message=problem.fact).text = str(problem)
    _count(suite)


def _suite_of_rule(root: Element, rule: AnyRule, report: Report) -> None:
    suite = SubElement(root, "testsuite", name=f"{rule.id} {rule.title}")
    findings = [f for f in (*report.findings, *report.waived, *report.known) if f.rule.id == rule.id]
    # GitLab shows the first only of cases that have the same name.
    names = _distinct([f"{where(finding)} ({', '.join(finding.documents)})" for finding in findings])
    for finding, name in zip(findings, names, strict=True):
        case = SubElement(suite, "testcase", classname=rule.id, name=name)
        if finding.known:
            SubElement(case, "skipped", message=f"in the baseline: {finding.message}")
        else:
            _case(case, finding)
    if not findings:
        SubElement(suite, "testcase", classname=rule.id, name=f"{report.ran.get(rule.id, 0)} judged, no findings")
    _count(suite)


def _case(case: Element, finding: Finding) -> None:
    if finding.waiver:
        waiver = finding.waiver
        until = f"waived until {waiver.expires.isoformat()} by {waiver.owner}: {waiver.reason}"
        SubElement(case, "skipped", message=until)
        return
    rule = finding.rule
    failure = SubElement(case, "failure", type=finding.level, message=finding.message)
    cause = cause_of(finding) if finding.unknown else None
    untold = f"{cause.text}; {cause.next_step}\n" if cause else ""
    failure.text = (
        f"{finding.source}\n{untold}{rule.why}\nmend: {rule.mend.landfast}\nin Terraform: {rule.mend.terraform}"
    )


def _distinct(names: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
    return found


def _count(suite: Element) -> None:
    suite.set("tests", str(len(suite.findall("testcase"))))
    for kind, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(kind, str(len(suite.findall(f"testcase/{tag}"))))
