"""`landfast plan`."""

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
def plan(environment: str | None, spec_path: Path | None, target: str, as_json: bool) -> None:
    """Show what `up` would create, change and delete, and what the policies say of it."""
    from landfast.jobs.plan import PlanRequest
    from landfast.jobs.plan import plan as job
    from landfast.screen.environment import show_plan
    from landfast.screen.live import watching

    with watching(target, quiet=as_json) as report:
        result = job(PlanRequest(spec=spec_path, environment=environment, target=target), report)
    finish(result, show_plan, as_json=as_json)
