"""`landfast agent uninstall`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from landfast.commands.agent.options import skill_options
from landfast.commands.finish import finish
from landfast.commands.options import json_option


@click.command("uninstall")
@skill_options
@json_option
def agent_uninstall(agents: Sequence[str], into: Path, *, as_json: bool) -> None:
    """Take the skill away again. A file that you edited is left as it is, and said.

    Exit codes: 0 taken away, 1 a file that you edited was left, 2 bad input.
    """
    from landfast.jobs.agent_uninstall import AgentUninstallRequest
    from landfast.jobs.agent_uninstall import agent_uninstall as job
    from landfast.screen.skill import show_uninstall

    finish(job(AgentUninstallRequest(into=into, agents=agents)), show_uninstall, as_json=as_json)
