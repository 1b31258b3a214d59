"""What can be judged, whatever it is made of: the one face that the judge knows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from landfast.core.errors import Problem
from landfast.policies.model import Judged, Resource


@dataclass(frozen=True, slots=True)
class FileCount:
    """How many files there are, how many were read for places, and how many of them are tests (not read)."""

    all: int = 0
    read: int = 0
    tests: int = 0


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What rules judge of a subject, and what keeps it, or parts of it, from being judged."""

    judged: Sequence[Judged] = ()
    problems: Sequence[Problem] = ()

    @property
    def resources(self) -> list[Resource]:
        """Those of Terraform."""
        return [one for one in self.judged if isinstance(one, Resource)]


class Subject(Protocol):
    """A configuration, a plan, or the files of a project."""

    @property
    def name(self) -> str: ...

    @property
    def mark(self) -> str:
        """What it is known again by from run to run, and on another machine."""
        ...

    @property
    def is_partial(self) -> bool:
        """Whether it holds only some of what waivers may cover: then none of them is called unused."""
        ...

    @property
    def is_rightly_empty(self) -> bool:
        """Whether there is nothing in it to judge because everything is removed."""
        ...

    def reached_by(self, changed: Collection[str]) -> bool:
        """Whether files that changed, by their paths from the folder that is checked, may say something about it."""
        ...

    @property
    def files(self) -> FileCount: ...

    def evaluate(self) -> Evaluated:
        """Every resource with its values worked out. Never raises for what is in it."""
        ...

    def source(self, address: str) -> str:
        """`file:line` of what made the resource at an address; the subject's own name where that is not known."""
        ...

    def renamed(self, name: str) -> Subject:
        """The same under another name, so that findings on two of one name can be told apart."""
        ...
