"""`landfast down`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from landfast.commands.finish import finish
from landfast.commands.options import Where, certificate_option, is_somebody_there, json_option, where_options

if TYPE_CHECKING:
    from landfast.targets.workspace import Workspace


@click.command()
@click.argument("environment")
@where_options
@json_option
@click.option("--yes", is_flag=True, help="Do not ask (target google asks).")
@click.option(
    "--destroy",
    multiple=True,
    metavar="NAME",
    help="What may go although something keeps it: the project of a protected environment, a lien of others (liens/…). "
    "May be given several times.",
)
@certificate_option
def down(
    *, environment: str, where: Where, as_json: bool, yes: bool, destroy: tuple[str, ...], out: tuple[Path, ...]
) -> None:
    """Remove an environment with all its data, show that nothing is left, and certify it. The ML project's code stays.

    A project that landfast made goes as a whole: versions of keys are scheduled for destruction, the project is shut
    down, and what is above it removed. In a project of others what landfast made goes resource by resource.

    Exit codes: 0 nothing is left, 1 something is, or it was refused, 2 bad input.
    """
    from landfast.jobs.down import DownRequest, nobody_agrees
    from landfast.jobs.down import down as job
    from landfast.screen.environment import show_down
    from landfast.screen.live import watching

    with watching(where["target"], quiet=as_json) as report:
        request = DownRequest(**where, environment=environment, agreed=yes, destroy=destroy, out=out)
        result = job(request, report, _ask if is_somebody_there(as_json=as_json) else nobody_agrees)
    finish(result, show_down, as_json=as_json)


def _ask(workspace: Workspace) -> None:
    """Has a person type the project's name."""
    project = workspace.names.project_id
    whole = workspace.spec.ownership(workspace.environment_name).project
    protected = ", which is protected," if workspace.environment.protected else ""
    all_of_it = f"deletes project {project}{protected} and all its data"
    what = all_of_it if whole else f"removes all that landfast made in {project}{protected}"
    typed = click.prompt(f"This {what}. Type {project} to go on", err=True)
    if typed != project:
        raise click.Abort
