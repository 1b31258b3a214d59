"""That the policies refused, with every finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from landfast.jobs.result import Refused


def show_refused(refused: Refused) -> None:
    from landfast.check import print_table
    from landfast.screen.consoles import console

    print_table(refused.refusal.report, console())
    click.echo(f"landfast: {refused.refusal}", err=True)
