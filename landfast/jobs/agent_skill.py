"""What putting the skill into a project and taking it away have in common: what is asked, and what came of it."""

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
class AgentSkillRequest:
    """`into`: the project's folder; `agents`: claude, codex, cursor, copilot, gemini, or all."""

    into: Path = field(default_factory=Path)
    agents: Sequence[str] = (skills.ALL,)

    def project(self) -> Path:
        """The project that is meant, links to it followed. Raises: InputError if there is none."""
        if not self.into.is_dir():
            raise InputError([Problem("into", "is no folder", str(self.into), "", "name the folder of a project")])
        return self.into.resolve()


@dataclass(frozen=True, slots=True)
class AgentSkillResult:
    """What was done where. Exit code 1: a file that a person edited is left as it is."""

    into: Path
    placed: Sequence[skills.Placed]

    workspace: ClassVar[None] = None

    @property
    def exit_code(self) -> int:
        return int(any(one.left for one in self.placed))

    def to_json(self) -> AgentSkillDocument:
        return {
            "into": shown(self.into),
            "version": __version__,
            "folders": [
                {
                    "folder": one.folder,
                    "agents": list(one.agents),
                    "files": [{"path": file.path, "action": file.action} for file in one.files],
                }
                for one in self.placed
            ],
        }
