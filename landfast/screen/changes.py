"""The changes of a plan on a terminal, what is lost first: the one list, of `plan` and of what `up` asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from landfast.screen.change_words import MARKS, by_group, by_stack, reason, said, sections, thing
from landfast.screen.consoles import console

if TYPE_CHECKING:
    from landfast.jobs.withheld import Withheld
    from landfast.terraform import PlannedChange
    from landfast.terraform.changes import Action

STYLES: dict[Action, str] = {"replace": "red", "delete": "red", "update": "yellow", "create": "green"}


def print_changes(changes: Sequence[PlannedChange], *, attributes: bool = False) -> None:
    """Each resource with why, and with what is lost; with `attributes` all that changes of it."""
    out = console()
    for heading, part in sections(changes):
        out.print(heading, style="bold red" if part[0].is_loss else "bold", highlight=False)
        print_stacks(part, partial(_lines, attributes=attributes))


def print_stacks(changes: Sequence[PlannedChange], lines: Callable[[PlannedChange], Iterable[Text]]) -> None:
    """Stack by stack and group by group, each change with its mark and its `lines`."""
    out = console()
    for stack, of_stack in by_stack(changes):
        out.print(f"  {stack}", style="bold", highlight=False)
        out.print(_table(of_stack, lines))


def show_withheld(withheld: Withheld) -> None:
    print_changes(withheld.refusal.losses)
    click.echo(f"landfast: {withheld.refusal}", err=True)


def _table(changes: Sequence[PlannedChange], lines: Callable[[PlannedChange], Iterable[Text]]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=3)
    table.add_column(min_width=7, no_wrap=True, style="dim")
    table.add_column(width=3, no_wrap=True, justify="right")
    table.add_column(overflow="fold")
    for group, of_group in by_group(changes):
        for number, change in enumerate(of_group):
            mark = Text(MARKS[change.action], STYLES[change.action])
            table.add_row("", "" if number else group, mark, Text("\n").join(lines(change)))
    return table


def _lines(change: PlannedChange, *, attributes: bool) -> Iterator[Text]:
    first = Text(thing(change))
    if change.loses:
        first.append(f"  loses {change.loses}", "bold red")
    why = reason(change)
    if change.action == "update" or (change.is_loss and not change.loses):
        # On the same line: of what holds nothing there is little to say.
        first.append(f"  {why}" if why else "", "dim")
    elif why:
        yield first
        first = Text(f"  {why}", "dim")
    yield first
    if attributes:
        yield from details(change)


def details(change: PlannedChange) -> Iterator[Text]:
    """Its address, and every attribute that changes."""
    yield Text(f"  {change.address}", "dim")
    yield from (Text(f"  {said(item)}", "dim") for item in change.attributes)
