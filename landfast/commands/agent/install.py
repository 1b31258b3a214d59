"""`landfast agent install`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from landfast.commands.agent.options import skill_options
from landfast.commands.finish import finish
from landfast.commands.options import json_option


@click.command("install")
@skill_options
@json_option
def agent_install(agents: Sequence[str], into: Path, *, as_json: bool) -> None:
    """Put the skill that teaches landfast where a project's agents look for it. Your edits survive.

    Run again, it brings in today's skill. A file that you edited is left as it is, and said. Commit what
    it writes: the skill is for everybody who works on the project.

    Exit codes: 0 put there, 1 a file that you edited was left, 2 bad input.
    """
    from landfast.jobs.agent_install import AgentInstallRequest
    from landfast.jobs.agent_install import agent_install as job
    from landfast.screen.skill import show_install

    finish(job(AgentInstallRequest(into=into, agents=agents)), show_install, as_json=as_json)
