"""What commands have in common: options and arguments that mean the same everywhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TypedDict

import click

from landfast.core.near import near_misses
from landfast.targets import DEFAULT, TARGETS, find
from landfast.targets.endpoint import ENDPOINT
from landfast.targets.providers import PROVIDERS

spec_option = click.option(
    "--spec", "spec_path", type=click.Path(path_type=Path), help="The spec; else landfast.yaml here or above."
)
area_option = click.option(
    "--area",
    help="Residency area, without a spec: eu, eea, eu+adequacy, countries, regions, or a list of them.  [default: eu]",
)
deny_option = click.option("--deny", help="Countries and regions of the area that are left out, without a spec.")
# What Google's cloud, and this machine, are called elsewhere -> the target.
_MEANT = {
    **dict.fromkeys(("gcp", "gcloud", "google-cloud", "googlecloud", "cloud", "gc"), "google"),
    **dict.fromkeys(("local", "localhost", "laptop", "here", "dry-run", "simulation"), "rehearsal"),
}


class _Target(click.Choice[str]):
    """One of the targets; another name of it is offered as what it is here."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            near = _MEANT.get(value.lower()) or next(iter(near_misses(value, TARGETS)), "")
            if not near:
                raise
            self.fail(f"{error.message.removesuffix('.')}; did you mean {near}?", param, ctx)


target_option = click.option(
    "--target",
    type=_Target(list(TARGETS)),
    default=DEFAULT,
    show_default=True,
    help="Where: this machine, without account or cost, or Google Cloud.",
)
provider_option = click.option(
    "--provider",
    type=click.Choice(PROVIDERS),
    help="What a rehearsal is made with: the stand-in, which needs no download, or HashiCorp's own provider. "
    "Else what made the environment; at first the stand-in.",
)
endpoint_option = click.option(
    "--endpoint",
    envvar=ENDPOINT,
    help="What answers in Google's place: what `landfast rehearsal serve` prints. Of target google alone.",
)
fail_on_option = click.option(
    "--fail-on",
    type=click.Choice(["low", "medium", "high", "critical"]),
    help="Least severity of a finding that makes the exit code 1; else what the spec says under policies, or medium.",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "sarif", "junit", "markdown", "html", "gitlab"]),
    default="table",
    show_default=True,
    help="What is printed on stdout.",
)
comment_format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="What is printed on stdout; markdown is for a comment on a pull request.",
)
out_option = click.option(
    "--out",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write besides, in the format of its ending: .json, .sarif, .xml (JUnit), .md, .html, .txt, "
    ".gitlab.json. May be given several times.",
)
rules_option = click.option(
    "--rules",
    multiple=True,
    type=click.Path(path_type=Path),
    help="File of rules that are written as data (YAML), or a folder of them, which judge too; may be given again.",
)
certificate_option = click.option(
    "--out",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write the certificate to besides, in the format of its ending: .json, .md, .html. May be given "
    "several times.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else.")
environment_argument = click.argument("environment", required=False)


def refuse_two_formats(form: str, *, as_json: bool, files: str = ", and files with --out") -> None:
    """Raises: click.UsageError if stdout is to be JSON and something else."""
    if as_json and form not in ("table", "json"):
        raise click.UsageError(f"--json asks for json, --format for {form}: name one of them{files}")


def is_somebody_there(*, as_json: bool) -> bool:
    """Whether a person reads what is said, and can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not as_json


class Where(TypedDict):
    """What requests of jobs on an environment have in common."""

    spec: Path | None
    target: str
    provider: str | None
    endpoint: str | None


def endpoint_for(target: str, endpoint: str | None) -> str | None:
    """What answers in Google's place. A variable that is set for all commands means none that rehearse."""
    source = click.get_current_context().get_parameter_source("endpoint")
    set_for_all = source is click.core.ParameterSource.ENVIRONMENT
    return None if set_for_all and find(target).simulated else endpoint


def where_options(command: Callable[..., None]) -> Callable[..., None]:
    """The spec, the target, its provider and endpoint, as the one argument `where` of a command."""

    @spec_option
    @target_option
    @provider_option
    @endpoint_option
    @wraps(command)
    def gathered(
        *, spec_path: Path | None, target: str, provider: str | None, endpoint: str | None, **more: object
    ) -> None:
        where = Where(spec=spec_path, target=target, provider=provider, endpoint=endpoint_for(target, endpoint))
        command(where=where, **more)

    return gathered
