"""What an apply would destroy or make anew, and that nobody agreed to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from rich.table import Table

from landfast.screen.consoles import console

if TYPE_CHECKING:
    from landfast.jobs.losing import Withheld
    from landfast.terraform import Loss

DOES = {"delete": "destroys", "replace": "makes anew"}


def print_losses(losses: Sequence[Loss]) -> None:
    table = Table("", "stack", "address", "name", box=None)
    for loss in losses:
        table.add_row(DOES[loss.action], loss.stack, loss.address, loss.name)
    console().print(table, soft_wrap=True)


def show_withheld(withheld: Withheld) -> None:
    print_losses(withheld.refusal.losses)
    click.echo(f"landfast: {withheld.refusal}", err=True)
