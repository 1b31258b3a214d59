"""The commands `landfast blueprint ...`."""

from __future__ import annotations

import click

from landfast.commands.lazy import LazyGroup

COMMANDS = {
    "eject": "landfast.commands.blueprint.eject:blueprint_eject",
    "list": "landfast.commands.blueprint.list:blueprint_list",
    "new": "landfast.commands.blueprint.new:blueprint_new",
    "upgrade": "landfast.commands.blueprint.upgrade:blueprint_upgrade",
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def blueprint() -> None:
    """Generate ML projects."""
