"""The commands `landfast rehearsal ...`."""

from __future__ import annotations

import click

from landfast.commands.lazy import LazyGroup

COMMANDS = {"serve": "landfast.commands.rehearsal.serve:rehearsal_serve"}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def rehearsal() -> None:
    """Use the simulated Google Cloud of this folder with other programs."""
