"""Takes the skill away from where the agents of a project look for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast import skills
from landfast.jobs.agent_install import project_folder, skill_document

if TYPE_CHECKING:
    from landfast.jobs.agent_document import AgentSkillDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentUninstallRequest:
    """`into`: the project's folder; `agents`: claude, codex, cursor, copilot, gemini, or all."""

    into: Path = field(default_factory=Path)
    agents: Sequence[str] = (skills.ALL,)


@dataclass(frozen=True, slots=True)
class AgentUninstallResult:
    """What was removed. Exit code 1: a file that a person edited is left as it is."""

    into: Path
    placed: Sequence[skills.Placed]

    command: ClassVar[str] = "agent uninstall"
    workspace: ClassVar[None] = None

    @property
    def exit_code(self) -> int:
        return int(any(one.left for one in self.placed))

    def to_json(self) -> AgentSkillDocument:
        return skill_document(self.into, self.placed)


def agent_uninstall(request: AgentUninstallRequest) -> AgentUninstallResult:
    """Removes what `agent_install` wrote and nobody edited. Raises: InputError with all that is in the way."""
    folders = skills.folders(request.agents)
    project = project_folder(request.into)
    return AgentUninstallResult(project, skills.uninstall(project, folders))
