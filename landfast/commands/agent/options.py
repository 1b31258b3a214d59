"""What the commands `landfast agent ...` have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import click

from landfast.skills import ALL, READERS


def skill_options(command: Callable[..., None]) -> Callable[..., None]:
    """Which agents, and in which project."""

    @click.option(
        "--for",
        "agents",
        multiple=True,
        type=click.Choice([*READERS, ALL]),
        default=(ALL,),
        show_default=True,
        help="Whose folder; may be given again. A folder that several agents read is all of theirs.",
    )
    @click.option(
        "--into",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        default=Path(),
        help="The project's folder.  [default: the current one]",
    )
    @wraps(command)
    def gathered(**more: object) -> None:
        command(**more)

    return gathered
