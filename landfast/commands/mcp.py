"""`landfast mcp`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path(),
    help="The only folder that tools work in.  [default: the current one]",
)
def mcp(root: Path) -> None:
    """Serve the jobs to agents as tools, over stdin and stdout (Model Context Protocol).

    They look, judge, plan and rehearse. None changes Google: applying there takes a person.

    Exit codes: 0 the client has gone, 2 bad input.
    """
    from landfast.agent.server import serve

    serve(root)
