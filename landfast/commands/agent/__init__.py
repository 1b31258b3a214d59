"""The commands `landfast agent ...`."""

from __future__ import annotations

import click

from landfast.commands.lazy import LazyGroup

COMMANDS = {
    "install": "landfast.commands.agent.install:agent_install",
    "uninstall": "landfast.commands.agent.uninstall:agent_uninstall",
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def agent() -> None:
    """Teach the agents of a project to use landfast."""
