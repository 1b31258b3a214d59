"""A report for a person: findings by severity, each with its place and its mend, and the coverage line."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from landfast.check.model import Finding, Report

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan"}


def print_table(report: Report, console: Console) -> None:
    """Prints the findings grouped by severity and rule, then waived ones, problems, and what was covered."""
    # Here and not above: a gate that prints nothing should not pay for it.
    from rich.markup import escape

    for problem in report.problems:
        console.print(f"[bold red]not assessed[/]  {escape(str(problem))}", highlight=False)
    for severity, in_severity in groupby(report.findings, key=lambda finding: finding.severity):
        found = list(in_severity)
        console.print(f"[{_STYLES[severity]}]{severity.upper()}[/]  {len(found)}", highlight=False)
        for _rule, of_rule in groupby(found, key=lambda finding: finding.rule.id):
            _print_rule(list(of_rule), console)
    for finding in report.waived:
        if finding.waiver:
            until = f"until {finding.waiver.expires.isoformat()}, {finding.waiver.owner}: {finding.waiver.reason}"
            console.print(
                f"[dim]waived  {finding.rule.id} {escape(finding.address)}  {escape(until)}[/]", highlight=False
            )
    console.print(escape(report.summary()), style="bold", highlight=False)


def _print_rule(findings: list[Finding], console: Console) -> None:
    from rich.markup import escape
    from rich.padding import Padding

    rule = findings[0].rule
    articles = ", ".join(rule.articles)
    console.print(f"  [bold]{rule.id}[/]  {escape(rule.title)}  [dim](GDPR Art. {articles})[/]", highlight=False)
    for finding in findings:
        path = f".{finding.path}" if finding.path else ""
        console.print(f"    {escape(finding.source)}  {escape(finding.address + path)}", highlight=False)
        console.print(Padding(escape(finding.message), (0, 0, 0, 6), expand=False), highlight=False)
    console.print(Padding(f"[dim]mend:[/] {escape(rule.mend.landfast)}", (0, 0, 0, 4), expand=False), highlight=False)
    console.print(
        Padding(f"[dim]in Terraform:[/] {escape(rule.mend.terraform)}", (0, 0, 0, 4), expand=False), highlight=False
    )
