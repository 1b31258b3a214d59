"""The commands `landfast rehearsal ...`."""

from __future__ import annotations

import click

from landfast.commands.lazy import LazyGroup

COMMANDS = {
    "compare": "landfast.commands.rehearsal.compare:rehearsal_compare",
    "serve": "landfast.commands.rehearsal.serve:rehearsal_serve",
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def rehearsal() -> None:
    """Use the simulated Google Cloud with other programs, and hold it against HashiCorp's provider."""
