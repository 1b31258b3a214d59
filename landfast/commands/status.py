"""`landfast status`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.finish import finish
from landfast.commands.options import Where, environment_argument, json_option, where_options


@click.command()
@environment_argument
@where_options
@json_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="HTML page to write of it, too.")
def status(environment: str | None, where: Where, as_json: bool, out: Path | None) -> None:
    """Show what stands: resources, policy verdict, models; as a page also experiments, drift, costs.

    Exit codes: 0 told, 1 it failed, 2 bad input.
    """
    from landfast.jobs.status import StatusRequest
    from landfast.jobs.status import status as job
    from landfast.screen.environment import show_status
    from landfast.screen.waiting import busy

    with busy("reading what stands", quiet=as_json):
        result = job(StatusRequest(**where, environment=environment, out=out))
    finish(result, show_status, as_json=as_json)
