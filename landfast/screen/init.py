"""What `landfast init` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from landfast.screen.consoles import console
from landfast.screen.program import program
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.jobs.init import InitResult


def show_init(result: InitResult) -> None:
    shown, folder = Workspace.shown(result.path.resolve()), Workspace.shown(result.path.resolve().parent)
    click.echo(result.text)
    if result.inferred:
        from landfast.screen.columns import print_decisions

        print_decisions(result.inferred, special=result.spec.special_categories)
        click.echo()
    lines = [f"written to {shown}; {'your table is' if result.spec.project else 'the demo is'} learned from"]
    if result.spec.controller is None:
        lines += ["left open: who answers for the data: fill in controller, for the record of processing and cards"]
    go = "" if folder == "." else f"cd {folder} && "
    lines += [f"next: {go}{program(elsewhere=bool(go))} up    on this machine, without an account, at no cost"]
    out = console()
    for line in lines:
        out.print(line, highlight=False, soft_wrap=not out.is_terminal)
