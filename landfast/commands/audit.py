"""`landfast audit`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from landfast.commands.options import (
    area_option,
    deny_option,
    endpoint_for,
    endpoint_option,
    fail_on_option,
    format_option,
    out_option,
    refuse_two_formats,
    target_option,
)


@click.command()
@click.argument("scope", metavar="PROJECT|FOLDER|ORGANIZATION")
@target_option
@endpoint_option
@click.option(
    "--assets",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File that `gcloud asset export` wrote, instead of asking Google: no account, no network.",
)
@click.option("--impersonate", default="", help="Service account to act as.")
@click.option("--quota-project", default="", help="Project whose quota a person's account uses.")
@click.option("--spec", type=click.Path(path_type=Path), help="Judge by the rules of this spec.")
@click.option("--environment", help="Environment of that spec; the first unless named.")
@area_option
@deny_option
@click.option(
    "--waivers",
    type=click.Path(path_type=Path),
    help="YAML file with waivers and processors on record, without a spec.",
)
@fail_on_option
@click.option(
    "--import",
    "imports",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write Terraform `import` blocks to, for what Terraform can own.",
)
@format_option
@out_option
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, with what was listed, too.")
def audit(form: str, as_json: bool, target: str, endpoint: str | None, **given: Any) -> None:
    """Judge what stands in Google Cloud, whoever made it; nothing is changed.

    Asks Cloud Asset Inventory for everything in a project (its id), folders/NUMBER or organizations/NUMBER, and judges
    it by the rules of `check`: what leaves the residency area, outside processors, what is public, without a key,
    without labels. Needs roles/cloudasset.viewer there.

    Exit codes: 0 clean, 1 findings, 2 something could not be assessed.
    """
    refuse_two_formats(form, as_json=as_json)
    from landfast.commands.finish import finish
    from landfast.jobs.audit import AuditRequest
    from landfast.jobs.audit import audit as job
    from landfast.screen.audit import show_audit
    from landfast.screen.waiting import busy

    with busy("listing and judging", quiet=as_json or form != "table"):
        result = job(AuditRequest(target=target, endpoint=endpoint_for(target, endpoint), **given))
    if as_json or form == "table":
        finish(result, show_audit, as_json=as_json)
    from landfast.check.report.formats.registry import render

    click.echo(render(form, result.report, result.fail_on), nl=False)
    sys.exit(result.exit_code)
