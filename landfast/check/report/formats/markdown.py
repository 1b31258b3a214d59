"""Markdown for a comment on a pull request: the verdict first, one line a rule, details folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from landfast.check.judge.verdict import Finding, Report
from landfast.check.report.formats.common import Section, articles, counts, covered, sections, verdict, where
from landfast.policies.model import SEVERITIES, Severity

# GitHub refuses comments of more than 65,536 characters.
LIMIT = 60_000
_MARKS = {0: "✅", 1: "❌", 2: "⚠️"}
# What means something within a line: emphasis, code, links, cells, formulas, mentions of people and issues, addresses.
_SPECIAL = str.maketrans({char: f"&#{ord(char)};" for char in "\\`*_[]#|~@$"} | {"/": "&#47;"})


def markdown(report: Report, fail_on: Severity) -> str:
    """The report as a comment. Findings beyond the room of a comment are counted, not shown."""
    found = counts(report, reversed(SEVERITIES))
    head = f"### {_MARKS[report.exit_code(fail_on)]} landfast check {verdict(report, fail_on)}"
    lines = [f"{head}: {found}" if found and report.exit_code(fail_on) else head, "", escape(covered(report))]
    for section in sections(report):
        lines += ["", *_section(section)]
    size, left = sum(map(len, lines)), 0
    for _rule, group in groupby(report.findings, key=lambda finding: finding.rule.id):
        block = list(_details(list(group)))
        size += sum(map(len, block))
        left += size > LIMIT
        lines += ["", *block] if size <= LIMIT else []
    if left:
        lines += ["", f"{left} more rules have findings: too many for a comment, see the whole report."]
    return "\n".join(lines) + "\n"


def text_of(text: str) -> str:
    """`text` as Markdown shows it letter by letter, in a table too."""
    return escape(text, quote=False).translate(_SPECIAL)


def _section(section: Section) -> Iterator[str]:
    yield f"<details{' open' if section.urgent else ''}><summary>{escape(section.title)}: {len(section.rows)}</summary>"
    yield ""
    yield from _table(section.columns, section.rows)
    yield ""
    yield "</details>"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(map(text_of, row))} |"


def _details(findings: Sequence[Finding]) -> Iterator[str]:
    rule = findings[0].rule
    times = f" × {len(findings)}" if len(findings) > 1 else ""
    yield f"<details><summary><b>{rule.severity}</b> {rule.id} {escape(rule.title)}{times}</summary>"
    yield ""
    yield from _table(("place", "resource", "what is wrong"), [(f.source, where(f), f.message) for f in findings])
    yield ""
    yield f"{text_of(rule.why)} ({text_of(articles(rule))})"
    yield f"- mend: {text_of(rule.mend.landfast)}"
    yield f"- in Terraform: {text_of(rule.mend.terraform)}"
    yield ""
    yield "</details>"
