"""`landfast doctor`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.options import (
    endpoint_for,
    endpoint_option,
    environment_argument,
    json_option,
    spec_option,
    target_option,
)


@click.command()
@environment_argument
@spec_option
@target_option
@endpoint_option
@click.option("--roles", is_flag=True, help="Write the roles that are needed, for who may grant them; look at nothing.")
@json_option
def doctor(
    environment: str | None, spec_path: Path | None, target: str, endpoint: str | None, roles: bool, as_json: bool
) -> None:
    """Look at all that `up` needs, before it makes anything: nothing is changed.

    Tools, credentials, the quota project, what the project is made in, every permission that the stacks need,
    organization policies that would refuse them, names that are taken, quotas, what Google offers in the region. Each
    line says what mends it.

    Exit codes: 0 nothing is in the way, 1 something is, or could not be looked at, 2 bad input.
    """
    from landfast.commands.finish import finish
    from landfast.jobs.doctor import DoctorRequest
    from landfast.jobs.doctor import doctor as job
    from landfast.screen.doctor import show_doctor, show_roles
    from landfast.screen.waiting import busy

    request = DoctorRequest(
        spec=spec_path, environment=environment, target=target, endpoint=endpoint_for(target, endpoint), roles=roles
    )
    with busy("looking", quiet=as_json):
        result = job(request)
    finish(result, show_roles if roles else show_doctor, as_json=as_json)
