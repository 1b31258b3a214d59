"""What `landfast rules test` prints as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict


class RuleTriedDocument(TypedDict):
    """A rule with its fixture (empty: it has none), and what came out otherwise than the fixture says."""

    rule: str
    fixture: str
    resources: int
    wrong: Sequence[str]


class RulesTestDocument(TypedDict):
    """Each rule, by its id."""

    rules: Sequence[RuleTriedDocument]
