"""`landfast spec show` and `landfast spec schema`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.lazy import Group
from landfast.commands.options import spec_option


@click.group(cls=Group)
def spec() -> None:
    """Look at the spec."""


@spec.command("schema")
def schema() -> None:
    """Print the JSON schema of landfast.yaml, for editors."""
    from landfast.jobs.spec import spec_schema

    click.echo(spec_schema(), nl=False)


@spec.command("show")
@spec_option
def show(spec_path: Path | None) -> None:
    """Print the spec with every default filled in, as JSON."""
    from landfast.jobs.spec import spec_show

    click.echo(spec_show(spec_path).model_dump_json(indent=2))
