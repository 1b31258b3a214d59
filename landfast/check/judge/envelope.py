"""A report as plain data, for `--json` and for whatever reads it next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from landfast.check.judge.causes import cause_of, causes_of
from landfast.check.judge.coverage import Coverage
from landfast.check.judge.inventory import inventory_json
from landfast.check.judge.verdict import BaselineUse, Finding, Report
from landfast.policies.model import SEVERITIES

if TYPE_CHECKING:
    from landfast.check.judge.controls import ControlVerdict
    from landfast.check.judge.fixes import FixSaid
    from landfast.policies.frameworks import Framework


def to_json(report: Report) -> dict[str, Any]:
    """Findings in a stable order, each with its rule's words; coverage; problems; how often each rule ran."""
    return {
        "summary": {severity: report.count(severity) for severity in SEVERITIES}
        | {"unknown": report.count("unknown"), "waived": len(report.waived), "known": len(report.known)},
        "coverage": _coverage(report.coverage),
        "findings": [_finding(finding) for finding in report.findings],
        "waived": [_finding(finding) for finding in report.waived],
        "known": [_finding(finding) for finding in report.known],
        "baseline": _baseline(report.baseline) if report.baseline else None,
        "unknowns": [
            {
                "cause": each.cause.text,
                "next_step": each.cause.next_step,
                "findings": len(each.findings),
                "documents": sorted(each.documents),
            }
            for each in causes_of(report.findings)
        ],
        "frameworks": _frameworks(report),
        "fixes": [_fix(each) for each in report.fixes],
        "problems": [
            {"path": p.path, "fact": p.fact, "value": p.value, "limit": p.limit, "next_step": p.next_step}
            for p in report.problems
        ],
        "rules": dict(sorted(report.ran.items())),
        "rules_of": sorted({rule.origin for rule in report.rules if rule.origin}),
        **inventory_json(report.inventory),
        "second_opinion": report.second,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "resources": coverage.resources,
        "assessed": coverage.assessed,
        "no_content": coverage.no_content,
        "not_assessed": coverage.not_assessed,
        "types_not_assessed": list(coverage.unassessed),
        "files": coverage.files,
        "files_read": coverage.files_read,
        "files_of_tests": coverage.files_of_tests,
        "places": coverage.places,
        "places_not_known": coverage.places_unknown,
        "roots": coverage.roots,
        "since": coverage.since,
        "roots_unchanged": coverage.unchanged,
        "types": [
            {
                "type": each.type,
                "mode": each.mode,
                "resources": each.resources,
                "coverage": each.judged.coverage,
                "data": each.judged.data,
                "places": list(each.judged.places),
                "flows": list(each.judged.flows),
                "why": each.judged.why,
            }
            for each in coverage.types
        ],
    }


def _fix(fix: FixSaid) -> dict[str, Any]:
    edit = fix.edit
    return {
        "state": fix.state,
        "rules": list(fix.rules),
        "attribute": fix.attribute,
        "value": fix.value,
        "place": fix.place,
        "why": fix.why,
        "edit": edit
        and {
            "file": edit.file,
            "start": list(edit.start),
            "end": list(edit.end),
            "before": edit.before,
            "after": edit.after,
        },
    }


def _frameworks(report: Report) -> list[dict[str, Any]]:
    if not report.frameworks:
        return []
    from landfast.check.judge.controls import by_control  # Here: nobody else asks by control.

    return [_framework(*each) for each in by_control(report)]


def _framework(framework: Framework, verdicts: Sequence[ControlVerdict]) -> dict[str, Any]:
    controls = [
        {
            "id": each.control.id,
            "title": each.control.title,
            "rules": list(each.control.rules),
            "found": each.found,
            "unknown": each.unknown,
            "waived": each.waived,
            "known": each.known,
        }
        for each in verdicts
    ]
    return {"id": framework.id, "name": framework.name, "controls": controls}


def _baseline(use: BaselineUse) -> dict[str, Any]:
    return {
        "file": use.file,
        "written": use.written,
        "added": use.added,
        "gone": use.gone,
        "stale": [key._asdict() for key in use.stale],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    rule, waiver = finding.rule, finding.waiver
    content: dict[str, Any] = {
        "rule": rule.id,
        "title": rule.title,
        "origin": rule.origin,
        "severity": rule.severity,
        "articles": list(rule.articles),
        "document": finding.document,
        "documents": list(finding.documents),
        "address": finding.address,
        "path": finding.path,
        "message": finding.message,
        "unknown": finding.unknown,
        "source": finding.source,
        "mend": {"landfast": rule.mend.landfast, "terraform": rule.mend.terraform},
    }
    if finding.unknown:
        content["cause"] = cause_of(finding).text
    if waiver:
        content["waiver"] = {"reason": waiver.reason, "owner": waiver.owner, "expires": waiver.expires.isoformat()}
    return content
