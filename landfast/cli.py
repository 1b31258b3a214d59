"""The `landfast` command: parses words, calls one function, prints what it returns."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from landfast import __version__
from landfast.blueprint_cli import blueprint
from landfast.core.errors import InputError, UserError
from landfast.options import environment_argument, json_option, spec_option, target_option

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(__version__, prog_name="landfast")
def landfast() -> None:
    """A GDPR-pinned Google Cloud ML environment, and the ML project that runs on it, in one command.

    ENVIRONMENT is one of the spec's environments; the first of them where none is named.

    Exit codes: 0 done, 1 refused or failed, 2 bad input or not assessable, 130 interrupted.
    """


@landfast.command()
@environment_argument
@spec_option
@target_option
@json_option
@click.option("--no-pipeline", is_flag=True, help="Provision and generate, but run no ML pipeline.")
def up(environment: str | None, spec_path: Path | None, target: Any, as_json: bool, no_pipeline: bool) -> None:
    """Bring an environment up: provision, check, generate the ML project, train.

    Run again, it changes only what differs; interrupted, it goes on where it stopped.
    """
    from landfast.commands import run_up

    sys.exit(run_up(spec_path, environment, target, as_json=as_json, pipeline=not no_pipeline))


@landfast.command()
@environment_argument
@spec_option
@target_option
@json_option
def plan(environment: str | None, spec_path: Path | None, target: Any, as_json: bool) -> None:
    """Show what `up` would create, change and delete, and what the policies say of it."""
    from landfast.commands import run_plan

    sys.exit(run_plan(spec_path, environment, target, as_json=as_json))


@landfast.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@spec_option
@click.option("--environment", help="Environment of the spec; all of them unless named.")
@click.option("--area", default="eu", show_default=True, help="Residency area, where PATH is judged without a spec.")
@click.option(
    "--fail-on",
    type=click.Choice(["low", "medium", "high", "critical"]),
    default="low",
    show_default=True,
    help="Least severity of a finding that makes the exit code 1.",
)
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
    "--waivers",
    type=click.Path(path_type=Path),
    help="YAML file with waivers and processors on record, for a PATH that has no landfast.yaml.",
)
@click.option("--checkov", is_flag=True, help="A second opinion: checkov, in its own process, without a network.")
@click.option(
    "--checkov-policies",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of checkov policies that it is given too; implies --checkov.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "sarif", "junit", "markdown", "html", "gitlab"]),
    default="table",
    show_default=True,
    help="What is printed on stdout.",
)
@click.option(
    "--out",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write besides, in the format of its ending: .json, .sarif, .xml (JUnit), .md, .html, .txt, "
    ".gitlab.json. May be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def check(form: str, as_json: bool, **given: Any) -> None:
    """Check policies: of the spec's environments, or of PATH.

    PATH is a spec, a folder of Terraform (.tf or .tf.json, with the modules that it calls), what `landfast synth`
    wrote, one such file, a plan (terraform show -json), or an ML project: one that landfast generated, or with
    --kind project any folder of code and pipelines. No account, no network (--checkov installs checkov when it is
    first used).

    Exit codes: 0 clean, 1 findings, 2 something could not be assessed.
    """
    from landfast.commands import CheckOptions, run_check

    if as_json and form not in ("table", "json"):
        raise click.UsageError(f"--json asks for json, --format for {form}: name one of them, and files with --out")
    if given["waivers"] and not given["path"]:
        raise click.UsageError("--waivers goes with a PATH; those of a spec stand in landfast.yaml")
    sys.exit(run_check(CheckOptions(**given, format="json" if as_json else form)))


@landfast.command()
@environment_argument
@spec_option
@target_option
@json_option
def status(environment: str | None, spec_path: Path | None, target: Any, as_json: bool) -> None:
    """Show what stands: resources, policy verdict, models."""
    from landfast.commands import run_status

    sys.exit(run_status(spec_path, environment, target, as_json=as_json))


@landfast.command()
@click.argument("environment")
@spec_option
@target_option
@json_option
@click.option("--yes", is_flag=True, help="Do not ask (target google asks).")
def down(environment: str, spec_path: Path | None, target: Any, as_json: bool, yes: bool) -> None:
    """Remove an environment with all its data, and show that nothing is left. The ML project's code stays."""
    from landfast.commands import run_down

    sys.exit(run_down(spec_path, environment, target, as_json=as_json, yes=yes))


@landfast.command()
@environment_argument
@spec_option
@target_option
@json_option
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to.")
def synth(environment: str | None, spec_path: Path | None, target: Any, as_json: bool, out: Path | None) -> None:
    """Write the stacks as plain Terraform JSON, one folder each.

    With --target google they run with Terraform alone: `terraform init && terraform apply`.
    """
    from landfast.files import run_synth

    sys.exit(run_synth(spec_path, environment, target, as_json=as_json, out=out))


@landfast.command()
@environment_argument
@spec_option
@target_option
@json_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; else beside the spec.")
def graph(environment: str | None, spec_path: Path | None, target: Any, as_json: bool, out: Path | None) -> None:
    """Draw an environment as one HTML page: stacks, resources, regions, who reads and writes what."""
    from landfast.files import run_graph

    sys.exit(run_graph(spec_path, environment, target, as_json=as_json, out=out))


landfast.add_command(blueprint)


@landfast.group()
def spec() -> None:
    """Look at the spec."""


@spec.command("schema")
def spec_schema() -> None:
    """Print the JSON schema of landfast.yaml, for editors."""
    from landfast.stacks.schema import schema_text

    click.echo(schema_text(), nl=False)


@spec.command("show")
@spec_option
def spec_show(spec_path: Path | None) -> None:
    """Print the spec with every default filled in, as JSON."""
    from landfast.workspace import Workspace

    click.echo(Workspace.open(spec_path, None, "rehearsal").spec.model_dump_json(indent=2))


def explain(error: UserError, *, as_json: bool) -> None:
    """Says an expected error: on stderr for a person, as the one document on stdout for `--json`."""
    problems = [str(problem) for problem in error.problems] if isinstance(error, InputError) else [str(error)]
    if as_json:
        import json

        document = {"ok": False, "exit_code": error.exit_code, "problems": problems}
        click.echo(json.dumps(document, indent=2))
        return
    for problem in problems:
        click.echo(f"{click.style('landfast:', fg='red', bold=True)} {problem}", err=True)


def wants_json(words: Sequence[str]) -> bool:
    """Whether a command line asks for JSON: an error is a document then, too."""
    return bool({"--json", "--format=json"}.intersection(words)) or ("--format", "json") in pairwise(words)


def main() -> None:
    """Entry point: the one place where an expected error becomes text and an exit code."""
    try:
        landfast.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except UserError as error:
        explain(error, as_json=wants_json(sys.argv))
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("landfast: interrupted; run the same command again to go on", err=True)
        sys.exit(130)
