"""The `landfast blueprint` commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from landfast.options import json_option, spec_option


@click.group()
def blueprint() -> None:
    """Generate ML projects."""


@blueprint.command("list")
@json_option
def blueprint_list(as_json: bool) -> None:
    """List the blueprints."""
    from landfast.blueprinting import run_blueprint_list

    sys.exit(run_blueprint_list(as_json=as_json))


@blueprint.command("new")
@click.argument("name")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to make; else ml (batch-scoring: scoring) beside the spec.",
)
@click.option("--data", type=click.Path(path_type=Path), help="Your own table, CSV; else the demo's.")
@click.option(
    "--from-bigquery", "reference", default="", metavar="TABLE", help="Your own table, PROJECT.DATASET.TABLE."
)
@click.option("--target", "predicted", default="", help="Column that is predicted.")
@click.option("--subject", default="", help="Column that says who a row is about.")
@click.option("--timestamp", default="", help="Column with the day of a row, YYYY-MM-DD.")
@click.option(
    "--task", type=click.Choice(["binary", "multiclass", "regression"]), help="Else by what the target holds."
)
@click.option("--positive", default="", help="Class of a binary target that is looked for.")
@click.option("--leave-out", multiple=True, metavar="COLUMN", help="Leave this column behind; may come again.")
@click.option("--keep", multiple=True, metavar="COLUMN", help="Declare it although it looks useless or personal.")
@click.option("--run", is_flag=True, help="Install the project's packages and train its first model.")
@spec_option
@json_option
def blueprint_new(
    name: str,
    into: Path | None,
    spec_path: Path | None,
    data: Path | None,
    reference: str,
    run: bool,
    as_json: bool,
    **said: Any,
) -> None:
    """Generate the ML project NAME, for the environments of the spec. Never overwrites.

    With --data or --from-bigquery it is made for your own table: column types, missing values and likely personal
    columns are read off the data, and what identifies a person or can't be learned from stays behind, with the reason.
    """
    from landfast.blueprinting import run_blueprint_new
    from landfast.table import Choices, own_table

    table = own_table(data, reference, Choices(target=said.pop("predicted"), **said))
    sys.exit(run_blueprint_new(name, into, spec_path, table, run=run, as_json=as_json))


@blueprint.command("upgrade")
@click.argument("project", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True))
@spec_option
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if there is something to upgrade.")
@json_option
def blueprint_upgrade(project: Path | None, spec_path: Path | None, check: bool, as_json: bool) -> None:
    """Bring the generated PROJECT up to today's blueprint and spec. Your edits survive.

    Three ways, as git merges: what you changed stays, what the blueprint changed comes in, and where both changed the
    same lines the file shows both (exit code 1). PROJECT: this folder, or ml beside the spec.
    """
    from landfast.blueprinting import run_blueprint_upgrade

    sys.exit(run_blueprint_upgrade(project, spec_path, check=check, as_json=as_json))
