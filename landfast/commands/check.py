"""`landfast check`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from landfast.commands.options import (
    area_option,
    deny_option,
    fail_on_option,
    format_option,
    out_option,
    refuse_two_formats,
    rules_option,
    spec_option,
)

if TYPE_CHECKING:
    from landfast.jobs.check import CheckResult


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@spec_option
@click.option("--environment", help="Environment of the spec; all of them unless named.")
@area_option
@deny_option
@fail_on_option
@click.option(
    "--kind",
    type=click.Choice(["spec", "synthesis", "terraform", "plan", "project"]),
    help="What PATH is; else found by what is there.",
)
@click.option(
    "--var-file",
    "values",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Values of Terraform's variables, as Terraform's -var-file; may be given again.",
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="GLOB",
    help="Files and folders of PATH that are left out: a name, wherever it stands, or a path from PATH, with * and **; "
    "may be given again.",
)
@click.option(
    "--waivers",
    type=click.Path(path_type=Path),
    help="YAML file with waivers and processors on record, for a PATH that has no landfast.yaml.",
)
@click.option(
    "--framework",
    "frameworks",
    multiple=True,
    metavar="NAME",
    help="Only the rules of gdpr, cis, nis2, dora, ai-act, iso27001 or c5, told by control; may be given again.",
)
@click.option(
    "--since",
    metavar="REVISION",
    help="Judge only the roots of PATH that changed since a revision of git, with what they call.",
)
@click.option("--fix", is_flag=True, help="Set right, in the files of PATH, what has one right value; check it again.")
@click.option("--diff", is_flag=True, help="Show what --fix would write, and write nothing.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File of what was found before: only what is new fails. All of it stays in every report.",
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Take down all that is found now in this file, in place of what it had.",
)
@rules_option
@click.option("--checkov", is_flag=True, help="A second opinion: checkov, in its own process, without a network.")
@click.option(
    "--checkov-policies",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of checkov policies that it is given too; implies --checkov.",
)
@format_option
@out_option
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def check(form: str, as_json: bool, **given: Any) -> None:
    """Check policies: of the spec's environments, or of PATH.

    PATH is a spec, a folder of Terraform (.tf or .tf.json, with the modules that it calls), what `landfast synth`
    wrote, one such file, a plan (terraform show -json), or an ML project: one that landfast generated, or with
    --kind project any folder of code and pipelines. No account, no network (--checkov installs checkov when it is
    first used). Options that say nothing about it are refused.

    Exit codes: 0 clean, 1 findings, 2 something could not be assessed.
    """
    refuse_two_formats(form, as_json=as_json)
    from landfast.jobs.check import CheckRequest
    from landfast.jobs.check import check as job
    from landfast.screen.waiting import busy

    with busy("checking", quiet=as_json or form != "table"):
        result = job(CheckRequest(spec=given.pop("spec_path"), suggest=form == "sarif", **given))
    _show(result, "json" if as_json else form)
    sys.exit(result.exit_code)


def _show(result: CheckResult, form: str) -> None:
    if form == "table" and result.diff:
        click.echo(result.diff, nl=False)
    elif form == "table":
        from landfast.check import print_table
        from landfast.screen.consoles import console

        print_table(result.report, console())
    else:
        from landfast.check.report.formats.registry import rendered

        for piece in rendered(form, result.report, result.fail_on):
            click.echo(piece, nl=False)
