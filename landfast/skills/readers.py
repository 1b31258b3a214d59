"""Where agents look for skills in a project: data, each with its source and the day that it was read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from landfast.core.errors import InputError, Problem

ALL = "all"


@dataclass(frozen=True, slots=True)
class SkillReader:
    """An agent that reads skills. `folder`: below a project, where its skills stand, each in a folder of its name.

    Agents that read several get the one that most others read, too: a skill that is found twice is offered twice.
    """

    name: str
    title: str
    folder: str
    source: str
    read_on: str


READERS: Mapping[str, SkillReader] = {
    row["name"]: SkillReader(**row)
    for row in json.loads(Path(__file__).with_name("agents.json").read_text(encoding="utf-8"))
}


def folders(names: Iterable[str]) -> dict[str, Sequence[str]]:
    """Folder for skills -> titles of the agents that read it, of those that are named. Raises: InputError.

    Every one that reads a folder is told, also if only another was named: it will find the skill.
    """
    asked = list(names)
    unknown = [name for name in asked if name not in (ALL, *READERS)]
    if unknown:
        limit = f"there are {', '.join((*READERS, ALL))}"
        raise InputError(Problem("for", "is no agent whose folder is known", name, limit) for name in unknown)
    wanted = {READERS[name].folder for one in asked for name in (READERS if one == ALL else (one,))}
    found: dict[str, list[str]] = {}
    for reader in READERS.values():
        if reader.folder in wanted:
            found.setdefault(reader.folder, []).append(reader.title)
    return dict(found)
