"""`landfast init`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from landfast.commands.finish import finish
from landfast.commands.options import is_somebody_there, json_option


@click.command()
@click.option("--name", help="Prefix of projects and buckets, 3 to 16 letters, digits and dashes.")
@click.option("--region", help="Where everything stands: a region or its city, such as Frankfurt.")
@click.option(
    "--area",
    default="eu",
    show_default=True,
    help="Where data may be: eu, eea, eu+adequacy, countries, regions.",
)
@click.option("--organisation", help="Who answers for the data.")
@click.option("--dpo", help="E-mail address of the data protection officer.")
@click.option("--purpose", help="Why the data is processed.")
@click.option("--legal-basis", metavar="BASIS", help="GDPR Art. 6(1), such as consent or contract.")
@click.option(
    "--data-category", "data_categories", multiple=True, metavar="CATEGORY", help="Of personal data, such as contact."
)
@click.option("--special-condition", metavar="CONDITION", help="What allows special categories: GDPR Art. 9(2).")
@click.option("--data", help="Your own table: CSV, Parquet, Excel. Else the demo's.")
@click.option("--target", help="Column that is predicted.")
@click.option("--subject", help="Column that says who a row is about.")
@click.option("--no-subject", is_flag=True, help="No column says who a row is about: every row is by itself.")
@click.option("--positive", help="Class of a binary target that is looked for.")
@click.option("--timestamp", help="Column with the day of a row.")
@click.option("--series", help="To forecast: column that names the series of a row.")
@click.option("--horizon", type=click.IntRange(1, 10_000), help="To forecast: so many times ahead.")
@click.option("--known-ahead", multiple=True, metavar="COLUMN", help="To forecast: known of the times to come, too.")
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder; else the current one."
)
@json_option
def init(into: Path, as_json: bool, **said: Any) -> None:
    """Write a first landfast.yaml: asks what is missing, and never overwrites.

    Without a terminal --name and --region must be given; nothing is asked then.

    Exit codes: 0 written, 1 it failed, 2 bad input, or an answer is missing and nobody is there to be asked.
    """
    from landfast.jobs.init import InitRequest, InitResult, free_place
    from landfast.jobs.init import init as job
    from landfast.screen.init import show_init
    from landfast.stacks.spec.first import CONTROLLER

    given = {name: value for name, value in said.items() if value}
    asking = is_somebody_there(as_json=as_json)
    free_place(into)  # Before anything is asked.
    if asking:
        from landfast.commands.asking import asked

        given = asked(given, into)

    def made(answers: dict[str, Any]) -> InitResult:
        controller = {name: answers[name] for name in CONTROLLER if name in answers}
        place = {name: answers[name] for name in ("name", "region", "area") if name in answers}
        return job(InitRequest(folder=into, **place, controller=controller, project=_project(answers)))

    if not asking:
        finish(made(given), show_init, as_json=as_json)
    from landfast.commands.asking import until_done

    finish(until_done(made, given), show_init, as_json=as_json)


def _project(given: dict[str, Any]) -> dict[str, Any]:
    """The section `project`, in the order in which a person reads it."""
    names = ("data", "target", "subject", "no_subject", "positive", "series", "timestamp", "horizon", "known_ahead")
    blueprint = {"blueprint": "forecasting"} if "series" in given else {}
    said = {name: given[name] for name in names if given.get(name)}
    return blueprint | said if said else {}
