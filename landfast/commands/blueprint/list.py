"""`landfast blueprint list`."""

from __future__ import annotations

import click

from landfast.commands.finish import finish
from landfast.commands.options import json_option


@click.command("list")
@json_option
def blueprint_list(as_json: bool) -> None:
    """List the blueprints.

    Exit codes: 0 listed, 2 a blueprint of a package is broken.
    """
    from landfast.jobs.blueprint_list import blueprint_list as job
    from landfast.screen.blueprints import show_list

    finish(job(), show_list, as_json=as_json)
