"""One change for the worse, and who noticed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from landfast.check import Configuration, Document, PolicyContext

Group = Literal["location", "encryption", "exposure", "retention", "availability", "record", "audit", "surroundings"]


@dataclass(frozen=True, slots=True)
class SynthesizedEnvironment:
    """The synthesized stacks of one environment, and what the policies need to know of it."""

    name: str
    documents: tuple[Document, ...]
    context: PolicyContext

    @property
    def subjects(self) -> list[Configuration]:
        return list(map(Configuration, self.documents))


@dataclass(frozen=True, slots=True)
class Mutant:
    """A resource that differs from one of ours in one place. `rules`: of these at least one must see it.

    `environment` and `document` are positions; `what` says the place and the value, for a report.
    """

    group: Group
    family: str
    environment: int
    document: int
    type: str
    name: str
    body: Any
    rules: frozenset[str]
    what: str


@dataclass(frozen=True, slots=True)
class Breach:
    """A change to the whole of a stack, or to the settings that it is checked under, that `rule` must see."""

    group: Group
    family: str
    environment: int
    document: int
    change: Callable[[Any], Any]
    rule: str
    what: str
    context: Callable[[PolicyContext], PolicyContext] | None = None


@dataclass(frozen=True, slots=True)
class DetectionOutcome:
    """Whether the right rule of ours saw it, and whether any check of checkov did that passes the original."""

    group: Group
    family: str
    what: str
    rules: frozenset[str]
    landfast: bool
    checkov: bool
