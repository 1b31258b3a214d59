"""`landfast blueprint new`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from landfast.commands.finish import finish
from landfast.commands.options import json_option, spec_option
from landfast.targets import DEFAULT


@click.command("new")
@click.argument("name")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to make; else ml (batch-scoring: scoring) beside the spec.",
)
@click.option("--data", type=click.Path(path_type=Path), help="Your own table: CSV, Parquet, Excel.")
@click.option(
    "--from-bigquery", "reference", default="", metavar="TABLE", help="Your own table, PROJECT.DATASET.TABLE."
)
@click.option("--target", "predicted", default="", help="Column that is predicted.")
@click.option("--subject", default="", help="Column that says who a row is about.")
@click.option("--no-subject", is_flag=True, help="No column says who a row is about: every row is by itself.")
@click.option("--timestamp", default="", help="Column with the day of a row.")
@click.option("--series", default="", help="Forecasting: column that names the series of a row.")
@click.option("--horizon", type=click.IntRange(1, 10_000), default=None, help="Forecasting: so many times ahead.")
@click.option(
    "--frequency",
    default="",
    metavar="STEP",
    help="Forecasting: hour, 15 minutes, day, business day, week, month ...; else found.",
)
@click.option("--known-ahead", multiple=True, metavar="COLUMN", help="Forecasting: known of the times to come, too.")
@click.option(
    "--known-always", multiple=True, metavar="COLUMN", help="Forecasting: never changes in a series; else seen."
)
@click.option(
    "--task", type=click.Choice(["binary", "multiclass", "regression"]), help="Else by what the target holds."
)
@click.option("--positive", default="", help="Class of a binary target that is looked for.")
@click.option("--leave-out", multiple=True, metavar="COLUMN", help="Leave this column behind; may come again.")
@click.option("--keep", multiple=True, metavar="COLUMN", help="Declare it although it looks useless or personal.")
@click.option("--text", multiple=True, metavar="COLUMN", help="Free text: learn from hashes of its words.")
@click.option("--personal", multiple=True, metavar="COLUMN", help="It is about a person; may come again.")
@click.option("--special", multiple=True, metavar="COLUMN", help="It is of a special category (GDPR Art. 9, 10).")
@click.option(
    "--not-personal", multiple=True, metavar="COLUMN", help="It says nothing of a person, whatever it looks like."
)
@click.option("--read", multiple=True, metavar="WHAT=VALUE", help="How it is read, else found: encoding=windows-1252.")
@click.option("--run", is_flag=True, help="Install the project's packages and train its first model.")
@spec_option
@json_option
def blueprint_new(
    name: str,
    into: Path | None,
    spec_path: Path | None,
    data: Path | None,
    reference: str,
    read: tuple[str, ...],
    run: bool,
    as_json: bool,
    **said: Any,
) -> None:
    """Generate the ML project NAME, for the environments of the spec. Never overwrites.

    With --data or --from-bigquery it is made for your own table: column types, missing values and likely personal
    columns are read off the data, and what identifies a person or can't be learned from stays behind, with the reason.

    Exit codes: 0 generated, 1 it failed, 2 bad input.
    """
    from landfast.jobs.blueprint_new import BlueprintNewRequest
    from landfast.jobs.blueprint_new import blueprint_new as job
    from landfast.projects.table import Choices, table_source
    from landfast.screen.blueprints import show_new, show_trained
    from landfast.screen.live import watching

    choices = Choices(target=said.pop("predicted"), horizon=said.pop("horizon") or 0, **said)
    table = table_source(data, reference, choices, read)
    request = BlueprintNewRequest(name=name, spec=spec_path, into=into, table=table, run=run)
    with watching(DEFAULT, quiet=as_json) as report:
        result = job(request, report, None if as_json else show_new)
    finish(result, show_trained, as_json=as_json)
