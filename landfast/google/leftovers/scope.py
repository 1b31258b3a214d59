"""What of a project is an environment's: all of it where landfast made it, else what says so itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class LeftoverScope:
    """All of a project; or, with `accounts`, what runs as one of these or bears all `labels`."""

    accounts: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return not self.accounts

    def holds(self, item: Mapping[str, Any]) -> bool:
        """Whether a resource, as its API tells it, is the environment's."""
        if self.is_whole:
            return True
        labels = item.get("labels") or {}
        if self.labels and all(labels.get(name) == value for name, value in self.labels.items()):
            return True
        return any(text in self.accounts for text in _texts(item))


WHOLE = LeftoverScope()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
