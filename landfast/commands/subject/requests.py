"""`landfast subject requests`."""

from __future__ import annotations

import click

from landfast.commands.finish import finish
from landfast.commands.options import Where, environment_argument, json_option, where_options


@click.command("requests")
@environment_argument
@where_options
@json_option
def subject_requests(*, environment: str | None, where: Where, as_json: bool) -> None:
    """List the requests of data subjects, and how many days each has left (GDPR Art. 12(3)); who asked is not kept.

    Exit codes: 0 none is overdue, 1 one is, 2 bad input.
    """
    from landfast.jobs.subject_requests import SubjectRequestsRequest
    from landfast.jobs.subject_requests import subject_requests as job
    from landfast.screen.subject import show_requests

    finish(job(SubjectRequestsRequest(**where, environment=environment)), show_requests, as_json=as_json)
