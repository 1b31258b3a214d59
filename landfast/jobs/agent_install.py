"""Puts the skill where the agents of a project look for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast import __version__, skills
from landfast.core.errors import InputError, Problem
from landfast.core.files import shown

if TYPE_CHECKING:
    from landfast.jobs.agent_document import AgentSkillDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentInstallRequest:
    """`into`: the project's folder; `agents`: claude, codex, cursor, copilot, gemini, or all."""

    into: Path = field(default_factory=Path)
    agents: Sequence[str] = (skills.ALL,)


@dataclass(frozen=True, slots=True)
class AgentInstallResult:
    """What was put where. Exit code 1: a file that a person edited is left as it is."""

    into: Path
    placed: Sequence[skills.Placed]

    command: ClassVar[str] = "agent install"
    workspace: ClassVar[None] = None

    @property
    def exit_code(self) -> int:
        return int(any(one.left for one in self.placed))

    def to_json(self) -> AgentSkillDocument:
        return skill_document(self.into, self.placed)


def agent_install(request: AgentInstallRequest) -> AgentInstallResult:
    """Writes today's skill; what a person edited survives. Raises: InputError with all that is in the way."""
    folders = skills.folders(request.agents)
    project = project_folder(request.into)
    return AgentInstallResult(project, skills.install(project, folders))


def project_folder(into: Path) -> Path:
    """The project that is meant, links to it followed. Raises: InputError if there is none."""
    if not into.is_dir():
        raise InputError([Problem("into", "is no folder", str(into), "", "name the folder of a project")])
    return into.resolve()


def skill_document(into: Path, placed: Sequence[skills.Placed]) -> AgentSkillDocument:
    return {
        "into": shown(into),
        "version": __version__,
        "folders": [
            {
                "folder": one.folder,
                "agents": list(one.agents),
                "files": [{"path": file.path, "action": file.action} for file in one.files],
            }
            for one in placed
        ],
    }
