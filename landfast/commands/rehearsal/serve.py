"""`landfast rehearsal serve`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.options import json_option


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; else a free one.")
@click.option("--faults", type=click.Path(path_type=Path, dir_okay=False), help="JSON file of faults to inject.")
@click.option(
    "--as",
    "caller",
    metavar="MEMBER",
    help="Whose the token is, `serviceAccount:...` or `user:...`: what they may do is what they are granted. "
    "Else the owner's of everything.",
)
@click.option(
    "--stand-in",
    is_flag=True,
    help="Serve landfast's provider for Terraform, too: `up --target google` needs no other.",
)
@json_option
def rehearsal_serve(port: int, faults: Path | None, caller: str | None, stand_in: bool, as_json: bool) -> None:
    """Serve the rehearsal cloud of this folder as Google's REST APIs, on this machine alone, until Ctrl-C.

    What `up` makes is read there, and the other way round. Clients are told where, and with which token, by the
    variables that are printed.

    Exit codes: 0 ended, 1 it failed, 2 bad input.
    """
    from landfast.core.signals import until_ended
    from landfast.jobs.rehearsal_serve import RehearsalServeRequest
    from landfast.jobs.rehearsal_serve import rehearsal_serve as job
    from landfast.jobs.result import document
    from landfast.screen.rehearsal import show_served

    request = RehearsalServeRequest(port=port, faults=faults, caller=caller, stand_in=stand_in)
    with until_ended() as ended, job(request) as result:
        if as_json:
            click.echo(document(result))
        else:
            show_served(result)
        ended.wait()
