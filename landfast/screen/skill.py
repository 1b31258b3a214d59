"""What became of the skill for agents, for a person."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landfast.jobs.agent_install import AgentInstallResult
    from landfast.jobs.agent_uninstall import AgentUninstallResult
    from landfast.skills import Placed


def show_install(result: AgentInstallResult) -> None:
    _show(result.placed)
    if result.exit_code:
        click.echo("next: compare them with the skill of today; move a file away to have it written anew")
    else:
        click.echo("next: commit it; `landfast mcp` offers the same jobs as tools")


def show_uninstall(result: AgentUninstallResult) -> None:
    _show(result.placed)


def _show(placed: Sequence[Placed]) -> None:
    for one in placed:
        counts = Counter(file.action for file in one.files)
        said = ", ".join(f"{count} {action}" for action, count in counts.items()) or "nothing there"
        click.echo(f"{one.folder}: {said} ({', '.join(one.agents)})")
        for path in one.left:
            click.echo(f"  {click.style('left', fg='yellow')} {path}: it was edited, so it is as it was")
