"""What `landfast rehearsal serve` says: where it answers, to whom, and what clients are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from landfast.core.files import shown

if TYPE_CHECKING:
    from landfast.jobs.rehearsal_serve import RehearsalServeResult


def show_served(result: RehearsalServeResult) -> None:
    """The lines for a shell on stdout, so that they can be taken as they are; the rest beside it."""
    click.echo(f"# rehearsal: {shown(result.cloud)} at {result.served.url}, on this machine alone, with this token")
    for name, value in result.environ.items():
        click.echo(f"export {name}='{value}'")
    click.echo(f"# Google's clients: api_endpoint={result.served.endpoint('HOST')}, e.g. storage.googleapis.com")
    click.echo("# Ctrl-C ends it; what stands is kept")
