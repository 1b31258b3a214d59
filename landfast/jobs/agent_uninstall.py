"""Takes the skill away from where the agents of a project look for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from landfast import skills
from landfast.jobs.agent_skill import AgentSkillRequest, AgentSkillResult


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentUninstallRequest(AgentSkillRequest):
    """Where the skill is not wanted any more."""


@dataclass(frozen=True, slots=True)
class AgentUninstallResult(AgentSkillResult):
    """What was removed."""

    command: ClassVar[str] = "agent uninstall"


def agent_uninstall(request: AgentUninstallRequest) -> AgentUninstallResult:
    """Removes what `agent_install` wrote and nobody edited. Raises: InputError with all that is in the way."""
    folders = skills.folders(request.agents)
    project = request.project()
    return AgentUninstallResult(project, skills.uninstall(project, folders))
