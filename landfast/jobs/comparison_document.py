"""The JSON document of a comparison of two providers, as types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict


class DifferenceDocument(TypedDict):
    """A value that the two providers say differently. `reason` is empty if nothing explains it."""

    address: str
    path: str
    stand_in: object
    genuine: object
    reason: str


class ComparisonDocument(TypedDict):
    """What was compared, and what of it differs."""

    resources: int
    values: int
    differences: Sequence[DifferenceDocument]


class StackComparisonDocument(TypedDict):
    """A stack with both providers. Null: not compared, as `problems` (by provider) say."""

    planned: ComparisonDocument | None
    kept: ComparisonDocument | None
    problems: Mapping[str, Sequence[str]]
    unanswered: Sequence[str]


class RehearsalCompareDocument(TypedDict):
    """The stand-in beside HashiCorp's provider, by the stacks. `unexplained` counts differences."""

    unexplained: int
    stacks: Mapping[str, StackComparisonDocument]
    file: str | None
