"""`landfast up`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.finish import finish
from landfast.commands.options import environment_argument, json_option, spec_option, target_option


@click.command()
@environment_argument
@spec_option
@target_option
@json_option
@click.option("--no-pipeline", is_flag=True, help="Provision and generate, but run no ML pipeline.")
def up(environment: str | None, spec_path: Path | None, target: str, as_json: bool, no_pipeline: bool) -> None:
    """Bring an environment up: provision, check, generate the ML project, train.

    Run again, it changes only what differs; interrupted, it goes on where it stopped.
    """
    from landfast.jobs.up import UpRequest
    from landfast.jobs.up import up as job
    from landfast.screen.environment import show_up
    from landfast.screen.live import watching

    with watching(target, quiet=as_json) as report:
        request = UpRequest(spec=spec_path, environment=environment, target=target, pipeline=not no_pipeline)
        result = job(request, report)
    finish(result, show_up, as_json=as_json)
