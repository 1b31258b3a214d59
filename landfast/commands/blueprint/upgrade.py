"""`landfast blueprint upgrade`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.finish import finish
from landfast.commands.options import json_option, spec_option


@click.command("upgrade")
@click.argument("project", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True))
@spec_option
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if there is something to upgrade.")
@json_option
def blueprint_upgrade(project: Path | None, spec_path: Path | None, check: bool, as_json: bool) -> None:
    """Bring the generated PROJECT up to today's blueprint and spec. Your edits survive.

    Three ways, as git merges: what you changed stays, what the blueprint changed comes in, and where both changed the
    same lines the file shows both (exit code 1). PROJECT: this folder, or ml beside the spec.

    Exit codes: 0 as it should be, 1 your lines and ours meet, or --check found something to upgrade, 2 bad input.
    """
    from landfast.jobs.blueprint_upgrade import BlueprintUpgradeRequest
    from landfast.jobs.blueprint_upgrade import blueprint_upgrade as job
    from landfast.screen.blueprints import show_upgrade

    request = BlueprintUpgradeRequest(folder=project, spec=spec_path, check=check)
    finish(job(request), show_upgrade, as_json=as_json)
