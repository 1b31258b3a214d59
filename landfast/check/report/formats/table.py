"""A report for a person: findings by severity, each with its place and its mend, and the coverage line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from landfast.check.judge.verdict import Finding, Report
from landfast.check.report.formats.common import (
    RuleCount,
    Section,
    articles,
    by_rule,
    of_roots,
    roots_of,
    sections,
    unknowns,
    where,
)
from landfast.check.report.formats.printable import printable
from landfast.policies.model import SEVERITIES, AnyRule

if TYPE_CHECKING:
    from rich.console import Console

# Of one rule, or one section: a person reads no more, and files have it all.
SHOWN = 25
# Of one cause of what can't be told, and of the roots that have one finding.
PLACES = 3
# Of the places of which a rule says the same, if they are more than `SHOWN`.
SAME = 5
# Of each part of the overview: together they fit one screen.
FIRST = 7
_STYLES = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan", "unknown": "magenta"}


def print_table(report: Report, console: Console) -> None:
    """Prints what could not be read, an overview of a long report, the findings, the other sections, the coverage."""
    # Here and not above: a gate that prints nothing should not pay for it.
    from rich.text import Text

    report = printable(report)
    more = sections(report)
    if len(report.findings) > SHOWN:
        _print_overview(report, console)
    for section in more:
        if section.urgent:
            _print_section(section, console)
    for severity, in_severity in groupby(by_rule(report), key=lambda each: each.rule.severity):
        console.print(Text.assemble((severity.upper(), _STYLES[severity]), f"  {report.count(severity)}"))
        for of_rule in in_severity:
            _print_rule(of_rule.rule, of_rule.findings, report, console)
    _print_unknown(report, console)
    for section in more:
        if not section.urgent:
            _print_section(section, console)
    console.print(Text(report.summary(), "bold"))


def _print_overview(report: Report, console: Console) -> None:
    """What fits one screen: the verdict, the rules with the most findings, the causes of what can't be told."""
    console.print(report.summary(), style="bold", highlight=False, markup=False)
    rules = sorted(by_rule(report), key=lambda each: (-SEVERITIES.index(each.rule.severity), -len(each.findings)))
    _print_first("rules", [_counted(report, each) for each in rules], console)
    _print_first("causes of what can't be told", [str(cause) for cause in unknowns(report)], console)
    _print_first("that can't be read", [str(problem) for problem in report.problems], console)
    console.print()


def _counted(report: Report, found: RuleCount) -> str:
    rule = found.rule
    return f"{rule.severity:8}  {rule.id}  {len(found.findings):5,}{of_roots(report, found.roots)}  {rule.title}"


def _print_first(what: str, rows: Sequence[str], console: Console) -> None:
    """A line each, cut at the width of the screen."""
    for row in rows[:FIRST]:
        console.print(f"  {row}", highlight=False, markup=False, overflow="ellipsis", no_wrap=True)
    if len(rows) > FIRST:
        console.print(f"  and {len(rows) - FIRST:,} more {what}", style="dim", highlight=False)


def _print_unknown(report: Report, console: Console) -> None:
    """What can't be told, by its cause, each with the first places."""
    from rich.text import Text

    causes = unknowns(report)
    if not causes:
        return
    console.print(Text.assemble(("CAN'T BE TOLD", _STYLES["unknown"]), f"  {report.count('unknown')}"))
    for cause in causes[:SHOWN]:
        console.print(f"  {cause}", style="bold", highlight=False, markup=False)
        for finding in cause.findings[:PLACES]:
            console.print(f"    {finding.rule.id}  {_place(report, finding)}", highlight=False, markup=False)
        _print_more(len(cause.findings), console, PLACES)
    _print_more(len(causes), console)


def _place(report: Report, finding: Finding) -> str:
    roots = roots_of(report, finding, PLACES)
    return f"{finding.source}  {where(finding)}{f'  (in {roots})' if roots and roots != finding.source else ''}"


def _print_section(section: Section, console: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    style = "bold red" if section.urgent else "bold"
    gist = f"  {section.gist}" if section.gist else ""
    console.print(Text.assemble((section.title.upper(), style), f"  {len(section.rows)}{gist}"))
    if section.gist:
        return
    for first, *rest in section.rows[:SHOWN]:
        console.print(Padding(Text("  ".join((first, *filter(None, rest)))), (0, 0, 0, 2), expand=False))
    _print_more(len(section.rows), console)


def _print_more(count: int, console: Console, shown: int = SHOWN) -> None:
    if count > shown:
        console.print(
            f"    and {count - shown:,} more: --out report.html or --json shows all", style="dim", highlight=False
        )


def _print_rule(rule: AnyRule, findings: Sequence[Finding], report: Report, console: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    console.print(Text.assemble("  ", (rule.id, "bold"), f"  {rule.title}  ", (f"({articles(rule)})", "dim")))
    said: dict[str, list[Finding]] = {}
    for finding in findings:
        said.setdefault(finding.message, []).append(finding)
    for message, of_message in [*said.items()][:SHOWN]:
        shown = SAME if len(of_message) > SHOWN else SHOWN
        for finding in of_message[:shown]:
            console.print(f"    {_place(report, finding)}", highlight=False, markup=False)
        _print_more(len(of_message), console, shown)
        console.print(Padding(Text(message), (0, 0, 0, 6), expand=False))
    _print_more(len(said), console)
    for what, said_so in (("mend", rule.mend.landfast), ("in Terraform", rule.mend.terraform)):
        console.print(Padding(Text.assemble((f"{what}:", "dim"), f" {said_so}"), (0, 0, 0, 4), expand=False))
