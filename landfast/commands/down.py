"""`landfast down`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from landfast.commands.finish import finish
from landfast.commands.options import Where, json_option, where_options

if TYPE_CHECKING:
    from landfast.targets.workspace import Workspace


@click.command()
@click.argument("environment")
@where_options
@json_option
@click.option("--yes", is_flag=True, help="Do not ask (target google asks).")
def down(environment: str, where: Where, as_json: bool, yes: bool) -> None:
    """Remove an environment with all its data, and show that nothing is left. The ML project's code stays."""
    from landfast.jobs.down import DownRequest
    from landfast.jobs.down import down as job
    from landfast.screen.environment import show_down
    from landfast.screen.live import watching

    with watching(where["target"], quiet=as_json) as report:
        request = DownRequest(**where, environment=environment, agreed=yes)
        result = job(request, report, _ask)
    finish(result, show_down, as_json=as_json)


def _ask(workspace: Workspace) -> None:
    """Has a person type the project's name."""
    if not sys.stdin.isatty():
        from landfast.jobs.down import nobody_agrees

        nobody_agrees(workspace)
    project = workspace.names.project_id
    whole = workspace.spec.ownership(workspace.environment_name).project
    what = f"deletes project {project} and all its data" if whole else f"removes all that landfast made in {project}"
    typed = click.prompt(f"This {what}. Type {project} to go on", err=True)
    if typed != project:
        raise click.Abort
