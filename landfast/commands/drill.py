"""`landfast drill`."""

from __future__ import annotations

import click

from landfast.commands.finish import finish
from landfast.commands.options import Where, environment_argument, json_option, where_options


@click.command()
@environment_argument
@where_options
@json_option
def drill(*, environment: str | None, where: Where, as_json: bool) -> None:
    """Restore each bucket, dataset and database of an environment from its backup, compare, and remove it again.

    Nothing that stands is touched: buckets and datasets lose and get back rows of the drill's own, and the newest
    backup of a database goes into an instance of its own, which costs on target google until it is deleted, half an
    hour as a rule. The record says what came back, how far it lay behind and how long it took; it is part of the
    evidence.

    Exit codes: 0 all came back and nothing is left, 1 not so, 2 bad input.
    """
    from landfast.jobs.drill import DrillRequest
    from landfast.jobs.drill import drill as job
    from landfast.screen.drill import show_drill
    from landfast.screen.live import watching

    with watching(where["target"], quiet=as_json) as report:
        result = job(DrillRequest(**where, environment=environment), report)
    finish(result, show_drill, as_json=as_json)
