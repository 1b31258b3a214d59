"""What HashiCorp's own provider sends beside Google's documents, and Google takes (read with it, November 2026)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from landfast.provider.values import Object


@dataclass(frozen=True, slots=True)
class Tolerated:
    """`names` of properties, with what they are in where they mean something elsewhere; `parameters` of queries."""

    names: frozenset[str]
    parameters: frozenset[str]

    def content(self, body: Object) -> Object:
        """A body without what Google drops: nulls in lists, which echoed back would end that provider."""
        found: Object = _without_nulls(body)
        return found


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items()}
    return [_without_nulls(inner) for inner in value if inner is not None] if isinstance(value, list) else value


TOLERATED = Tolerated(
    names=frozenset(("deleteBgpAlwaysCompareMed", "initialNatIps", "job_reference.project")),
    # Sent to every API, known to some.
    parameters=frozenset(("accessPolicyVersion", "repository_id", "skipInitialVersionCreation")),
)
