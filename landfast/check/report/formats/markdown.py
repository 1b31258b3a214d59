"""Markdown for a comment on a pull request: the verdict first, one line a rule, details folded away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from landfast.check.judge.verdict import Report
from landfast.check.report.formats.common import (
    ROOTS,
    RuleCount,
    Section,
    articles,
    by_rule,
    counts,
    covered,
    roots_of,
    sections,
    unknowns,
    verdict,
    where,
)
from landfast.policies.model import SEVERITIES, Severity

# GitHub refuses comments of more than 65,536 characters.
LIMIT = 60_000
# Shown of one rule or section; of the causes of what can't be told.
ROWS, CAUSES = 50, 20
_MARKS = {0: "✅", 1: "❌", 2: "⚠️"}
# What means something within a line: emphasis, code, links, cells, formulas, mentions of people and issues, addresses.
_SPECIAL = str.maketrans({char: f"&#{ord(char)};" for char in "\\`*_[]#|~@$"} | {"/": "&#47;"})


def markdown(report: Report, fail_on: Severity) -> str:
    """The report as a comment: every rule with its count first; what is beyond the room of a comment is counted."""
    found = counts(report, reversed(SEVERITIES))
    head = f"### {_MARKS[report.exit_code(fail_on)]} landfast check {verdict(report, fail_on)}"
    lines = [f"{head}: {found}" if found and report.exit_code(fail_on) else head, "", escape(covered(report))]
    lines += _overview(report)
    blocks = [
        *(list(_section(section)) for section in sections(report) if section.urgent),
        *(list(_details(each, report)) for each in by_rule(report)),
        *([list(_unknown(report))] if unknowns(report) else []),
        *(list(_section(section)) for section in sections(report) if not section.urgent),
    ]
    size, left = sum(map(len, lines)), 0
    for block in blocks:
        length = sum(map(len, block)) + len(block)
        # What is short may still fit behind what is not.
        if size + length > LIMIT:
            left += 1
            continue
        size += length
        lines += ["", *block]
    if left:
        lines += ["", f"{left} more parts have too many lines for a comment: see the whole report."]
    return "\n".join(lines) + "\n"


def _overview(report: Report) -> Iterator[str]:
    """Every rule with its count, and every cause of what can't be told, up to a number."""
    known, causes = by_rule(report), unknowns(report)
    if known:
        yield ""
        rows = [(e.rule.severity, e.rule.id, e.rule.title, str(len(e.findings)), str(e.roots)) for e in known]
        columns = ("severity", "rule", "", "findings", "roots")
        several = report.coverage.roots > 1
        yield from _table(columns if several else columns[:-1], [row if several else row[:-1] for row in rows])
    if causes:
        yield ""
        yield from (f"- {text_of(str(cause))}" for cause in causes[:CAUSES])
        if len(causes) > CAUSES:
            yield f"- and {len(causes) - CAUSES:,} more causes of what can't be told"
        rules = Counter(finding.rule.id for cause in causes for finding in cause.findings)
        yield f"- by rule: {', '.join(f'{rule} × {count:,}' for rule, count in sorted(rules.items()))}"


def text_of(text: str) -> str:
    """`text` as Markdown shows it letter by letter, in a table too."""
    return escape(text, quote=False).translate(_SPECIAL)


def _section(section: Section) -> Iterator[str]:
    yield f"<details{' open' if section.urgent else ''}><summary>{escape(section.title)}: {len(section.rows)}</summary>"
    yield ""
    yield from _table(section.columns, section.rows, ROWS)
    yield ""
    yield "</details>"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], most: int | None = None) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows[:most]:
        yield f"| {' | '.join(map(text_of, row))} |"
    if most is not None and len(rows) > most:
        yield ""
        yield f"and {len(rows) - most:,} more"


def _details(found: RuleCount, report: Report) -> Iterator[str]:
    rule, findings = found.rule, found.findings
    times = f" × {len(findings)}" if len(findings) > 1 else ""
    yield f"<details><summary><b>{rule.severity}</b> {rule.id} {escape(rule.title)}{times}</summary>"
    yield ""
    rows = [(f.source, where(f), f.message, roots_of(report, f, ROOTS)) for f in findings]
    yield from _of_findings(report, ("place", "resource", "what is wrong", "in"), rows)
    yield ""
    yield f"{text_of(rule.why)} ({text_of(articles(rule))})"
    yield f"- mend: {text_of(rule.mend.landfast)}"
    yield f"- in Terraform: {text_of(rule.mend.terraform)}"
    yield ""
    yield "</details>"


def _unknown(report: Report) -> Iterator[str]:
    """What can't be told, with its places."""
    yield f"<details><summary><b>can't be told</b>: {report.count('unknown')}</summary>"
    yield ""
    found = [finding for cause in unknowns(report) for finding in cause.findings]
    rows = [(f.source, where(f), f"{f.message} ({f.rule.id})", roots_of(report, f, ROOTS)) for f in found]
    yield from _of_findings(report, ("place", "resource", "what can't be told", "in"), rows)
    yield ""
    yield "</details>"


def _of_findings(report: Report, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """With the roots in the last column, where the report is of several."""
    several = report.coverage.roots > 1
    yield from _table(columns if several else columns[:-1], [row if several else row[:-1] for row in rows], ROWS)
