"""`landfast graph`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.finish import finish
from landfast.commands.options import environment_argument, json_option, spec_option, target_option


@click.command()
@environment_argument
@spec_option
@target_option
@json_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; else beside the spec.")
def graph(environment: str | None, spec_path: Path | None, target: str, as_json: bool, out: Path | None) -> None:
    """Draw an environment as one HTML page: stacks, resources, regions, who reads and writes what.

    Exit codes: 0 drawn, 1 it failed, 2 bad input.
    """
    from landfast.jobs.graph import GraphRequest
    from landfast.jobs.graph import graph as job
    from landfast.screen.files import show_graph
    from landfast.screen.waiting import busy

    with busy("drawing the environment", quiet=as_json):
        result = job(GraphRequest(spec=spec_path, environment=environment, target=target, out=out))
    finish(result, show_graph, as_json=as_json)
