"""A report for a person: findings by severity, each with its place and its mend, and the coverage line."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from landfast.check.judge.verdict import Finding, Report
from landfast.check.report.formats.common import Section, articles, sections, where
from landfast.check.report.formats.printable import printable

if TYPE_CHECKING:
    from rich.console import Console

# Of one rule, or one section: a person reads no more, and files have it all.
SHOWN = 25
_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan"}


def print_table(report: Report, console: Console) -> None:
    """Prints what could not be read, the findings grouped by severity and rule, the other sections, the coverage."""
    # Here and not above: a gate that prints nothing should not pay for it.
    from rich.markup import escape

    report = printable(report)
    more = sections(report)
    for section in more:
        if section.urgent:
            _print_section(section, console)
    for severity, in_severity in groupby(report.findings, key=lambda finding: finding.severity):
        found = list(in_severity)
        console.print(f"[{_STYLES[severity]}]{severity.upper()}[/]  {len(found)}", highlight=False)
        for _rule, of_rule in groupby(found, key=lambda finding: finding.rule.id):
            _print_rule(list(of_rule), console)
    for section in more:
        if not section.urgent:
            _print_section(section, console)
    console.print(escape(report.summary()), style="bold", highlight=False)


def _print_section(section: Section, console: Console) -> None:
    from rich.markup import escape
    from rich.padding import Padding

    style = "bold red" if section.urgent else "bold"
    gist = f"  {escape(section.gist)}" if section.gist else ""
    console.print(f"[{style}]{escape(section.title.upper())}[/]  {len(section.rows)}{gist}", highlight=False)
    if section.gist:
        return
    for first, *rest in section.rows[:SHOWN]:
        console.print(Padding(escape("  ".join((first, *filter(None, rest)))), (0, 0, 0, 2), expand=False))
    _print_more(len(section.rows), console)


def _print_more(count: int, console: Console) -> None:
    if count > SHOWN:
        console.print(f"    [dim]and {count - SHOWN:,} more: --out report.html or --json shows all[/]", highlight=False)


def _print_rule(findings: list[Finding], console: Console) -> None:
    from rich.markup import escape
    from rich.padding import Padding

    rule = findings[0].rule
    console.print(f"  [bold]{rule.id}[/]  {escape(rule.title)}  [dim]({articles(rule)})[/]", highlight=False)
    for finding in findings[:SHOWN]:
        console.print(f"    {escape(finding.source)}  {escape(where(finding))}", highlight=False)
        console.print(Padding(escape(finding.message), (0, 0, 0, 6), expand=False), highlight=False)
    _print_more(len(findings), console)
    console.print(Padding(f"[dim]mend:[/] {escape(rule.mend.landfast)}", (0, 0, 0, 4), expand=False), highlight=False)
    console.print(
        Padding(f"[dim]in Terraform:[/] {escape(rule.mend.terraform)}", (0, 0, 0, 4), expand=False), highlight=False
    )
