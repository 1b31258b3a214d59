"""Panels: a heading and rows of a name and a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from landfast.screen.figures import figure

if TYPE_CHECKING:
    from landfast_ml.contract.messages import ModelVersion

Rows = Sequence[tuple[str, str]]


def grid(rows: Rows) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in rows:
        # A text by itself would be read for styles, as what a person wrote never shall be.
        table.add_row(Text(name), Text(value))
    return table


def panel(console: Console, heading: str, rows: Rows) -> None:
    """A box as wide as the terminal allows; what is piped on is lines, whole ones, without a frame."""
    if not console.is_terminal:
        width = max((len(name) for name, _value in rows), default=0)
        lines = [f"  {name:<{width}}  {value}".rstrip() for name, value in rows]
        console.print("\n".join([heading, *lines]), highlight=False, soft_wrap=True)
        return
    console.print(Panel(grid(rows), title=Text(heading), title_align="left", border_style="cyan", expand=False))


def command_panel(console: Console, heading: str, rows: Rows) -> None:
    """Commands and what each does. Nothing stands beside them, and each is whole on its line: a person copies them."""
    room = max((len(command) for command, _does in rows), default=0)
    beside = all(room + len(does) + 6 <= console.width for _command, does in rows)
    if beside or not console.is_terminal:
        panel(console, heading, rows)
        return
    console.print(Rule(Text(heading), align="left", style="cyan"))
    for command, does in rows:
        # The terminal folds what is too long, so that a copy of it is one line still.
        console.print(Text(f"  {command}", "bold"), soft_wrap=True)
        console.print(Text(f"    {does}"))
    console.print(Rule(style="cyan"))


def model_rows(model: ModelVersion) -> Rows:
    state = "current: data, code and configuration are unchanged" if model.skipped else "registered"
    metrics = "  ".join(f"{name} {figure(value)}" for name, value in sorted(model.metrics.items()))
    return [
        ("model", f"{model.model} version {model.version}, {state}"),
        ("features", f"version {model.feature_version}"),
        ("test metrics", metrics),
    ]
