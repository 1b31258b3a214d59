"""Which projects something is set for: on the project itself, or above it for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from landfast.policies.model import Resource
from landfast.policies.values import Unknown

_ABOVE = ("organizations/", "folders/")


@dataclass(frozen=True, slots=True)
class Projects:
    """Projects by id; `everywhere` if it is set above them, or whose it is can't be told before the project exists."""

    ids: frozenset[str]
    everywhere: bool

    def have(self, project: Resource) -> bool:
        """Whether a `google_project` is among them."""
        own = project.values.get("project_id")
        return self.everywhere or str(own) in self.ids


def projects_of(parents: Iterable[Any]) -> Projects:
    """Of parents like `projects/a`, `a`, `folders/1` or `organizations/1`."""
    known = list(parents)
    everywhere = any(isinstance(p, Unknown) or (isinstance(p, str) and p.startswith(_ABOVE)) for p in known)
    return Projects(frozenset(p.removeprefix("projects/") for p in known if isinstance(p, str)), everywhere)
