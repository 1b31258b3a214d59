"""`landfast blueprint eject`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.finish import finish
from landfast.commands.options import json_option


@click.command("eject")
@click.argument("project", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True))
@json_option
def blueprint_eject(project: Path | None, as_json: bool) -> None:
    """Put the library's source into the generated PROJECT, and drop its wheel.

    The source in landfast_ml/ is the project's own from then on: upgrades leave it alone. PROJECT: this folder.

    Exit codes: 0 done, 1 it failed, 2 bad input.
    """
    from landfast.jobs.blueprint_eject import BlueprintEjectRequest
    from landfast.jobs.blueprint_eject import blueprint_eject as job
    from landfast.screen.blueprints import show_eject

    finish(job(BlueprintEjectRequest(folder=project)), show_eject, as_json=as_json)
