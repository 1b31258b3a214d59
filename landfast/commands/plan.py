"""`landfast plan`."""

from __future__ import annotations

from pathlib import Path
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
    from landfast.jobs.plan import PlanResult
    from landfast.jobs.result import Refused


@click.command()
@environment_argument
@where_options
@json_option
@comment_format_option
@click.option(
    "--check",
    "differs",
    is_flag=True,
    help="Exit code 1 if anything would change.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to keep the plan in, for `landfast up --plan FILE`. It may hold secrets, as a state does.",
)
@click.option("--sign", type=click.Path(path_type=Path), metavar="KEY", help="Private key (PEM) that signs that file.")
@click.option("--verbose", "-v", "attributes", is_flag=True, help="All that changes of each resource, too.")
def plan(
    *,
    environment: str | None,
    where: Where,
    as_json: bool,
    form: str,
    differs: bool,
    out: Path | None,
    sign: Path | None,
    attributes: bool,
) -> None:
    """Show what `up` would create, change and destroy, what is lost with it, and what the policies say of it.

    What is destroyed, or destroyed and made anew, comes first, each with the attribute that forces it. Changes nothing.

    Exit codes: 0 planned, 1 the policies refuse, or --check and anything would change, 2 bad input.
    """
    refuse_two_formats(form, as_json=as_json, files="")
    from landfast.jobs.plan import PlanRequest
    from landfast.jobs.plan import plan as job
    from landfast.screen.environment import show_plan
    from landfast.screen.live import watching

    as_json = as_json or form == "json"
    request = PlanRequest(**where, environment=environment, attributes=attributes, differs=differs, out=out, sign=sign)
    with watching(where["target"], quiet=as_json or form == "markdown") as report:
        result = job(request, report)
    if form == "markdown":
        finish(result, _print_markdown, as_json=False, show_refusal=_print_refusal)
    finish(result, show_plan, as_json=as_json)


def _print_refusal(refused: Refused) -> None:
    from landfast.check.report.formats.registry import render

    click.echo(render("markdown", refused.refusal.report, refused.refusal.fail_on), nl=False)


def _print_markdown(result: PlanResult) -> None:
    from landfast.screen.changes_markdown import plan_markdown

    click.echo(plan_markdown(result), nl=False)
