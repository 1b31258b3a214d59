"""`landfast rules test`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.finish import finish
from landfast.commands.lazy import Group
from landfast.commands.options import json_option


@click.group(cls=Group)
def rules() -> None:
    """Rules of your own that are written as data."""


@rules.command("test")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@json_option
def rules_test(path: Path, *, as_json: bool) -> None:
    """Hold rules against their fixtures: Terraform whose names say what has to be found.

    PATH is a file of rules, or a folder of them. The fixture of ACME-001 is ACME-001.tf (or .tf.json), beside the rule
    or below: each resource whose name begins with fail_ has to fail, with unknown_ can't be told, each other passes.

    Exit codes: 0 all as the fixtures say, 1 something else, 2 a file can't be read.
    """
    from landfast.jobs.rules_test import RulesTestRequest
    from landfast.jobs.rules_test import rules_test as job
    from landfast.screen.rules import show_rules_test

    finish(job(RulesTestRequest(path=path)), show_rules_test, as_json=as_json)
