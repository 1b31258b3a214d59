"""What HashiCorp's own provider sends beside Google's documents, and Google takes (read with it, November 2026)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from landfast.provider.values import Object


@dataclass(frozen=True, slots=True)
class Tolerated:
    """`names` of properties, with what they are in where they mean something elsewhere; `parameters` of queries."""

    names: frozenset[str]
    parameters: frozenset[str]

    def content(self, body: Object) -> Object:
        """A body without what Google drops: nulls in lists, which echoed back would end that provider; and lists of
        messages in lists of those, which Google takes for one list.
        """
        found: Object = _as_taken(body)
        return found


def _as_taken(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_taken(inner) for name, inner in value.items()}
    return [_as_taken(inner) for inner in _flat(value) if inner is not None] if isinstance(value, list) else value


def _flat(values: list[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list) and all(isinstance(inner, dict) for inner in value):
            yield from value
        else:
            yield value


TOLERATED = Tolerated(
    names=frozenset(("deleteBgpAlwaysCompareMed", "initialNatIps", "job_reference.project")),
    # Sent to every API, known to some.
    parameters=frozenset(("accessPolicyVersion", "repository_id", "skipInitialVersionCreation", "updateMask")),
)
