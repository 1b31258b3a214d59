"""One page that needs nothing else: no script, no font, no image. It filters by severity with style alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from landfast import __version__
from landfast.check.judge.verdict import Coverage, Finding, Report
from landfast.check.report.formats.common import Section, articles, covered, sections, verdict, where
from landfast.check.report.formats.style import STYLE
from landfast.policies.model import SEVERITIES, Severity

_OUTCOMES = {0: "passed", 1: "failed", 2: "unknown"}
_VALUE = re.compile(r"`([^`]+)`")
# Nothing in the page may run or load anything, whatever a hostile name made of it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def html(report: Report, fail_on: Severity) -> str:
    """The report as a page, light or dark as the reader's system is."""
    body = [
        *_head(report, fail_on),
        *_filters(report),
        "<main>",
        *(line for section in sections(report) if section.urgent for line in _section(section)),
        *_findings(report),
        *(line for section in sections(report) if not section.urgent for line in _section(section)),
        "</main>",
        f"<footer>landfast {escape(__version__)} · fails on {fail_on} or above · {len(report.ran)} rules</footer>",
    ]
    return "\n".join([*_document_head(), *body, "</body></html>"]) + "\n"


def _document_head() -> Iterator[str]:
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<link rel="icon" href="data:,"><meta name="color-scheme" content="light dark">'
    yield f"<title>landfast check</title><style>{STYLE}</style></head><body>"


def _head(report: Report, fail_on: Severity) -> Iterator[str]:
    outcome = _OUTCOMES[report.exit_code(fail_on)]
    yield f'<header class="{outcome}"><p class="tool">landfast check</p>'
    yield f"<h1>{escape(verdict(report, fail_on))}</h1>"
    yield f"<p>{escape(covered(report))}</p>"
    yield from _bar(report.coverage)
    yield "</header>"


def _bar(coverage: Coverage) -> Iterator[str]:
    """How much of what is there could be judged, as one bar."""
    assessed = coverage.assessed + coverage.places - coverage.places_unknown
    unknown = coverage.not_assessed + coverage.places_unknown
    parts = {"assessed": assessed, "without": coverage.no_content, "not": unknown}
    total = sum(parts.values())
    if total:
        spans = "".join(f'<i class="{name}" style="flex:{count}"></i>' for name, count in parts.items() if count)
        label = f"{assessed} of {total} assessed"
        yield f'<div class="bar" role="img" aria-label="{label}">{spans}</div>'


def _filters(report: Report) -> Iterator[str]:
    """A box for each severity. They stand beside what they hide, so that style alone can tell."""
    for severity in reversed(SEVERITIES):
        count = report.count(severity)
        off = "" if count else " disabled"
        yield f'<input type="checkbox" id="show-{severity}" checked{off}>'
        yield f'<label for="show-{severity}" class="{severity}">{severity} <b>{count}</b></label>'


def _findings(report: Report) -> Iterator[str]:
    for severity, in_severity in groupby(report.findings, key=lambda finding: finding.severity):
        yield f'<section class="group {severity}"><h2>{severity}</h2>'
        for _rule, of_rule in groupby(in_severity, key=lambda finding: finding.rule.id):
            yield from _rule_of(list(of_rule))
        yield "</section>"


def _rule_of(findings: Sequence[Finding]) -> Iterator[str]:
    rule = findings[0].rule
    yield f"<article><h3><code>{escape(rule.id)}</code> {escape(rule.title)}"
    yield f'<span class="law">{escape(articles(rule))}</span></h3><ul>'
    for finding in findings:
        yield f'<li><span class="place">{escape(finding.source)}</span> <code>{escape(where(finding))}</code>'
        unknown = '<span class="tag">can’t be told</span>' if finding.unknown else ""
        yield f"<p>{_message(finding.message)} {unknown}</p></li>"
    yield f"</ul><details><summary>Why, and how to mend it</summary><p>{escape(rule.why)}</p>"
    yield f"<dl><dt>In landfast</dt><dd>{escape(rule.mend.landfast)}</dd>"
    yield f"<dt>In Terraform</dt><dd>{escape(rule.mend.terraform)}</dd></dl></details></article>"


def _message(text: str) -> str:
    """Values in a message stand between backticks."""
    return _VALUE.sub(r"<code>\1</code>", escape(text))


def _section(section: Section) -> Iterator[str]:
    yield f'<section class="{"urgent" if section.urgent else "more"}">'
    yield f'<h2>{escape(section.title)} <b>{len(section.rows)}</b></h2><div class="scroll"><table><tr>'
    yield "".join(f"<th>{escape(column)}</th>" for column in section.columns) + "</tr>"
    for row in section.rows:
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
    yield "</table></div></section>"
