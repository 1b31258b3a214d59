"""`landfast explain`."""

from __future__ import annotations

import click

from landfast.commands.finish import finish
from landfast.commands.options import json_option


@click.command()
@click.argument("rule")
@json_option
def explain(*, rule: str, as_json: bool) -> None:
    """Say what a rule demands and why, what it judges, how to mend a finding, and which controls it serves.

    RULE is an id as findings name it: LF-RES-005.
    """
    from landfast.jobs.explain import ExplainRequest
    from landfast.jobs.explain import explain as job
    from landfast.screen.explain import show_rule

    finish(job(ExplainRequest(rule=rule)), show_rule, as_json=as_json)
