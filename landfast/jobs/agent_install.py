"""Puts the skill where the agents of a project look for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from landfast import skills
from landfast.jobs.agent_skill import AgentSkillRequest, AgentSkillResult


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentInstallRequest(AgentSkillRequest):
    """Where the skill is wanted."""


@dataclass(frozen=True, slots=True)
class AgentInstallResult(AgentSkillResult):
    """What was put where."""

    command: ClassVar[str] = "agent install"


def agent_install(request: AgentInstallRequest) -> AgentInstallResult:
    """Writes today's skill; what a person edited survives. Raises: InputError with all that is in the way."""
    folders = skills.folders(request.agents)
    project = request.project()
    return AgentInstallResult(project, skills.install(project, folders))
