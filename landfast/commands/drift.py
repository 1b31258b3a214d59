"""`landfast drift`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from landfast.commands.finish import finish
from landfast.commands.options import (
    Where,
    comment_format_option,
    environment_argument,
    json_option,
    refuse_two_formats,
    where_options,
)

if TYPE_CHECKING:
    from landfast.jobs.drift import DriftResult


@click.command()
@environment_argument
@where_options
@json_option
@comment_format_option
def drift(*, environment: str | None, where: Where, as_json: bool, form: str) -> None:
    """Show what others changed or removed of an environment that stands, and what `up` does about it.

    Each resource with every attribute as landfast left it and as it stands. Changes
    nothing.

    Exit codes: 0 as landfast left it, 1 something drifted, 2 bad input.
    """
    refuse_two_formats(form, as_json=as_json, files="")
    from landfast.jobs.drift import DriftRequest
    from landfast.jobs.drift import drift as job
    from landfast.screen.drift import show_drift
    from landfast.screen.live import watching

    as_json = as_json or form == "json"
    with watching(where["target"], quiet=as_json or form == "markdown") as report:
        result = job(DriftRequest(**where, environment=environment), report)
    finish(result, _print_markdown if form == "markdown" else show_drift, as_json=as_json)


def _print_markdown(result: DriftResult) -> None:
    from landfast.screen.drift_markdown import drift_markdown

    click.echo(drift_markdown(result), nl=False)
