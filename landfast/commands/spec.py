"""`landfast spec show` and `landfast spec schema`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.lazy import Group
from landfast.commands.options import json_option, spec_option


@click.group(cls=Group)
def spec() -> None:
    """Look at the spec."""


@spec.command("schema")
@json_option
def schema(*, as_json: bool) -> None:
    """Print the JSON schema of landfast.yaml, for editors.

    Exit codes: 0 printed.
    """
    from landfast.jobs.spec import spec_schema, spec_schema_document

    click.echo(spec_schema_document() if as_json else spec_schema().rstrip())


@spec.command("show")
@spec_option
@json_option
def show(spec_path: Path | None, *, as_json: bool) -> None:
    """Print the spec with every default filled in, as JSON.

    Exit codes: 0 valid, 2 not.
    """
    from landfast.jobs.spec import spec_document, spec_show

    found = spec_show(spec_path)
    click.echo(spec_document(found) if as_json else found.model_dump_json(indent=2))
