"""What commands have in common: options and arguments that mean the same everywhere."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.targets import DEFAULT, TARGETS

spec_option = click.option(
    "--spec", "spec_path", type=click.Path(path_type=Path), help="The spec; else landfast.yaml here or above."
)
target_option = click.option(
    "--target",
    type=click.Choice(list(TARGETS)),
    default=DEFAULT,
    show_default=True,
    help="Where: this machine, without account or cost, or Google Cloud.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else.")
environment_argument = click.argument("environment", required=False)
