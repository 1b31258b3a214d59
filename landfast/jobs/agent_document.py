"""What the commands `landfast agent ...` print as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict


class SkillFileDocument(TypedDict):
    """A file of the skill. `left`: a person edited it, so it is as they have it."""

    path: str
    action: Literal["added", "updated", "kept", "removed", "left"]


class SkillFolderDocument(TypedDict):
    """The skill in one folder, relative to the project; `agents`: who reads it."""

    folder: str
    agents: Sequence[str]
    files: Sequence[SkillFileDocument]


class AgentSkillDocument(TypedDict):
    """What became of the skill in a project. `version`: of landfast, whose skill it is."""

    into: str
    version: str
    folders: Sequence[SkillFolderDocument]
