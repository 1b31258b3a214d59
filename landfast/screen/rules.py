"""How rules stood against their fixtures, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from landfast.jobs.rules_test import RulesTestResult


def show_rules_test(result: RulesTestResult) -> None:
    for one in result.tried:
        mark = click.style("✘", fg="red") if one.wrong else click.style("✔", fg="green")
        fixture = f"  {one.fixture}: {one.resources} resources" if one.fixture else ""
        click.echo(f"{mark} {one.rule}{fixture}")
        for wrong in one.wrong:
            click.echo(f"    {wrong}")
