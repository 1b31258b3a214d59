"""What the commands that only write files say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from landfast.jobs.graph import GraphResult
    from landfast.jobs.synth import SynthResult


def show_synth(result: SynthResult) -> None:
    for stack in result.synthesis.stacks:
        after = f", after {', '.join(stack.depends_on)}" if stack.depends_on else ""
        click.echo(f"{result.workspace.shown(stack.folder)}: {stack.resource_count} resources{after}")
    ticket, file = result.synthesis.ticket, result.synthesis.ticket_file
    if ticket and file:
        click.echo(
            f"{result.workspace.shown(file)}: {ticket.resource_count} resources asked of others, Terraform beside it"
        )
    if result.state_bucket:
        click.echo(f"state bucket: {result.state_bucket}; in each folder: terraform init && terraform apply")


def show_graph(result: GraphResult) -> None:
    click.echo(f"{result.workspace.shown(result.file)}: {result.resources} resources; open it in a browser")
