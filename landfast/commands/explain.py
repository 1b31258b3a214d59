"""`landfast explain`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.finish import finish
from landfast.commands.options import json_option, rules_option


@click.command()
@click.argument("rule")
@rules_option
@json_option
def explain(*, rule: str, rules: tuple[Path, ...], as_json: bool) -> None:
    """Say what a rule demands and why, what it judges, how to mend a finding, and which controls it serves.

    RULE is an id as findings name it: LF-RES-005.

    Exit codes: 0 told, 2 there is no such rule.
    """
    from landfast.jobs.explain import ExplainRequest
    from landfast.jobs.explain import explain as job
    from landfast.screen.explain import show_rule

    finish(job(ExplainRequest(rule=rule, rules=rules)), show_rule, as_json=as_json)
