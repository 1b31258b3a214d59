"""`landfast synth`."""

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
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
def synth(environment: str | None, spec_path: Path | None, target: str, as_json: bool, out: Path | None) -> None:
    """Write the stacks as plain Terraform JSON, one folder each.

    With --target google they run with Terraform alone: `terraform init && terraform apply`.

    Exit codes: 0 written, 1 it failed, 2 bad input.
    """
    from landfast.jobs.synth import SynthRequest
    from landfast.jobs.synth import synth as job
    from landfast.screen.waiting import busy

    with busy("writing the stacks", quiet=as_json):
        result = job(SynthRequest(spec=spec_path, environment=environment, target=target, out=out))
    from landfast.screen.files import show_synth

    finish(result, show_synth, as_json=as_json)
