"""All assets of a scope, as the one thing that is judged."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from landfast.assets.consoles import console_page
from landfast.check.subject import Evaluated, FileCount, Subject
from landfast.core.errors import Problem
from landfast.policies.model import Resource


@dataclass(frozen=True, slots=True)
class Assets:
    """`problems` are what keeps parts of the scope from being judged."""

    name: str
    resources: Sequence[Resource]
    problems: Sequence[Problem] = ()
    is_partial: bool = False
    is_rightly_empty: bool = False
    files: FileCount = field(default_factory=FileCount)

    def evaluate(self) -> Evaluated:
        return Evaluated(self.resources, self.problems)

    def source(self, address: str) -> str:
        """The page of the console that shows it."""
        return console_page(address)

    def reached_by(self, _changed: Collection[str]) -> bool:
        return True

    @property
    def mark(self) -> str:
        return self.name

    def renamed(self, name: str) -> Subject:
        resources = [dataclasses.replace(resource, document=name) for resource in self.resources]
        return dataclasses.replace(self, name=name, resources=resources)
