"""`landfast plugins`."""

from __future__ import annotations

import click

from landfast.commands.finish import finish
from landfast.commands.options import json_option


@click.command()
@json_option
def plugins(*, as_json: bool) -> None:
    """List what is loaded, from which distribution, at which version: rules, blueprints, stacks, orchestrators.

    Packages add their own by entry points: landfast.policies and its like. While one of them is broken, what needs it
    ends with exit code 2, as this does.

    Exit codes: 0 listed, 2 one is broken.
    """
    from landfast.jobs.plugins import plugins as job
    from landfast.screen.plugins import show_plugins

    finish(job(), show_plugins, as_json=as_json)
