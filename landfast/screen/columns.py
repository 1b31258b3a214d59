"""What was decided about each column, for a person to confirm."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from landfast.projects.table import Decision, Inferred
from landfast.screen.consoles import console


def print_decisions(inferred: Inferred, *, special: bool) -> None:
    """A row a column. `special`: the spec declares special categories already."""
    out = console()
    source = inferred.source
    kept = sum(decision.column is not None for decision in inferred.decisions)
    if inferred.reading:
        out.print(f"read as: {inferred.reading.sentence()}", highlight=False)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for title in ("column", "becomes", "type", "because"):
        table.add_column(title, overflow="fold")
    for decision in inferred.decisions:
        table.add_row(*_row(decision))
    out.print(f"{kept} of {len(inferred.decisions)} columns are declared; task: {source.declared.task}", style="bold")
    out.print(table)
    if source.declared.by_row:
        _print_by_row(inferred)
    flagged = inferred.special_categories
    if flagged and not special:
        names = ", ".join(flagged)
        out.print(
            f"special categories of personal data (GDPR Art. 9, 10)? {names}: then list them in "
            "controller.data_categories of the spec, leave the columns out with --leave-out, or say --not-personal",
            style="yellow",
            highlight=False,
        )


def _print_by_row(inferred: Inferred) -> None:
    out = console()
    fact = "no subject: every row is by itself, and nobody's rows can be found when they ask (GDPR Art. 11)"
    out.print(fact, highlight=False)
    if inferred.like_subjects:
        names = ", ".join(inferred.like_subjects)
        step = "say --subject NAME, so that its rows are never on both sides of a split, and can be erased"
        out.print(f"who a row is about? {names}: then {step}", style="yellow", highlight=False)


def _row(decision: Decision) -> tuple[Text, ...]:
    column = decision.column
    if column is None:
        return Text(decision.title, "dim"), Text("stays behind", "dim"), Text(""), Text(decision.reason, "dim")
    style = "yellow" if decision.guess.verdict != "none" and column.role == "feature" else ""
    shown = f"{column.role} {column.name}" if column.header else column.role
    missing = ", may be missing" if column.missing == "allow" else ""
    return Text(decision.title), Text(shown), Text(f"{column.type}{missing}"), Text(decision.reason, style)
