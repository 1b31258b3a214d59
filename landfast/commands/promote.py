"""`landfast promote`."""

from __future__ import annotations

import click

from landfast.commands.finish import finish
from landfast.commands.options import Where, json_option, where_options


@click.command()
@click.argument("version", required=False, default="")
@click.option("--from", "origin", required=True, metavar="ENVIRONMENT", help="Where it runs, or was built.")
@click.option("--to", "environment", required=True, metavar="ENVIRONMENT", help="Where it is to run.")
@click.option("--by", default="", metavar="WHO", help="Who promotes; else the user of this machine.")
@click.option("--approved-by", default="", metavar="WHO", help="Who said yes; needed where the spec asks for approval.")
@where_options
@json_option
def promote(
    *, version: str, origin: str, environment: str, by: str, approved_by: str, where: Where, as_json: bool
) -> None:
    """Take what runs in one environment to the next: the same spec, the same image and pipelines by their digests.

    VERSION, e.g. v1.2.0, else what runs in the environment that it comes from. Refused if either environment doesn't
    stand as the spec says, if another image was built, or if nobody approved it where somebody must. Who, when and
    what is kept with the environment, and told by `landfast evidence`. Run again, it changes nothing.

    Exit codes: 0 it runs there, 1 refused or failed, 2 bad input.
    """
    from landfast.jobs.promote import PromoteRequest
    from landfast.jobs.promote import promote as job
    from landfast.screen.live import watching
    from landfast.screen.promote import show_promote

    request = PromoteRequest(
        **where, environment=environment, origin=origin, version=version, by=by, approved_by=approved_by
    )
    with watching(where["target"], quiet=as_json) as report:
        result = job(request, report)
    finish(result, show_promote, as_json=as_json)
