"""GitLab's code quality report: findings at their lines in a merge request's diff.

Its fields: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from landfast.check.judge.verdict import Level, Report
from landfast.check.report.formats.common import ROOTS, file_and_line, fingerprints, roots_of, where
from landfast.core.errors import Problem
from landfast.policies.model import Severity

_SEVERITIES: Mapping[Level, str] = {
    "critical": "blocker",
    "high": "critical",
    "medium": "major",
    "low": "minor",
    "unknown": "minor",
}


def gitlab(report: Report, _fail_on: Severity) -> str:
    """A list of issues: what can't be read, the open findings, then as `info` those that are waived or in the
    baseline, what of that is no longer found, and the coverage."""
    issues: list[dict[str, object]] = [
        _note("unreadable", str(problem), "blocker", _file(problem)) for problem in report.problems
    ]
    findings = (*report.findings, *report.waived, *report.known)
    for finding, mark in zip(findings, fingerprints(findings), strict=True):
        file, line = file_and_line(finding)
        roots = roots_of(report, finding, ROOTS)
        waived = f"waived until {finding.waiver.expires.isoformat()}: " if finding.waiver else ""
        waived += "in the baseline: " if finding.known else ""
        issues.append(
            {
                "description": f"{waived}{where(finding)}: {finding.message} ({finding.rule.title})"
                f"{f'; in {roots}' if roots else ''}",
                "check_name": finding.rule.id,
                "fingerprint": mark,
                "severity": "info" if waived else _SEVERITIES[finding.level],
                "location": {"path": file, "lines": {"begin": line}},
            }
        )
    stale = report.baseline.stale if report.baseline else ()
    issues += [
        _note("baseline", f"no longer found, and still in the baseline: {' '.join(key[:4])}", "info", "landfast.yaml")
        for key in stale
    ]
    issues.append(_note("coverage", report.summary(), "info", "landfast.yaml"))
    return json.dumps(issues, indent=2) + "\n"


def _file(problem: Problem) -> str:
    """`main.tf.json` of `main.tf.json:3:1`: what a problem is in."""
    return problem.path.split(":", 1)[0] or "landfast.yaml"


def _note(name: str, text: str, severity: str, file: str) -> dict[str, object]:
    mark = hashlib.sha256(f"{name}\n{text}".encode()).hexdigest()[:32]
    location = {"path": file, "lines": {"begin": 1}}
    return {"description": text, "check_name": name, "fingerprint": mark, "severity": severity, "location": location}
