"""Which of a resource's fields Google takes together, and which it demands. Data: `combinations.json`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from landfast.gcp.limits import Limit, limit_of
from landfast.gcp.tables import table

SECONDS = re.compile(r"(\d+(?:\.\d+)?)s")


@dataclass(frozen=True, slots=True)
class Combination:
    """One row of the table; fields are paths in the block that it is about (`labels.topic`)."""

    at: tuple[str, ...] = ()
    when: Mapping[str, str] = field(default_factory=dict)
    at_most_one: tuple[str, ...] = ()
    at_least_one: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    ascending: tuple[str, ...] = ()
    limits: Mapping[str, Limit] = field(default_factory=dict)
    refused: str = ""

    def problem(self, block: Mapping[str, Any]) -> str | None:
        """What is wrong with a block (fields in snake case, blocks of one in lists), None if nothing is."""
        return next(self._problems(block), None) if self._holds(block) else None

    def _holds(self, block: Mapping[str, Any]) -> bool:
        return all(re.fullmatch(pattern, _text(_value(block, path))) for path, pattern in self.when.items())

    def _problems(self, block: Mapping[str, Any]) -> Iterator[str]:
        if self.refused:
            yield self.refused
        given = [path for path in self.at_most_one if _value(block, path)]
        if len(given) > 1:
            yield f"At most one of {', '.join(self.at_most_one)} can be set"
        if self.at_least_one and not any(_value(block, path) for path in self.at_least_one):
            yield f"{_one_of(self.at_least_one)} must be set{self._said()}"
        for path in self.none:
            if _value(block, path):
                yield f"{path} can't be set{self._said()}"
        for path, limit in self.limits.items():
            value = _value(block, path)
            problem = limit.problem(value) if value else None
            if problem is not None:
                yield f"{path} '{value}'{self._said()}. {problem}"
        numbers = [_number(_value(block, path)) for path in self.ascending]
        known = [number for number in numbers if number is not None]
        if known != sorted(known):
            yield f"{self.ascending[0]} must be no more than {self.ascending[-1]}"

    def _said(self) -> str:
        """The exact values of the condition; patterns would tell a person nothing."""
        exact = [f"{path} {pattern}" for path, pattern in self.when.items() if re.fullmatch(r"[\w-]+", pattern)]
        return f" with {' and '.join(exact)}" if exact else ""


def combinations(type_name: str) -> tuple[Combination, ...]:
    """Rows about a type of resource."""
    return _all().get(type_name, ())


@cache
def _all() -> Mapping[str, tuple[Combination, ...]]:
    found: defaultdict[str, list[Combination]] = defaultdict(list)
    for row in table("combinations")["combinations"]:
        at = tuple(filter(None, row.get("at", "").split(".")))
        rest = {name: value for name, value in row.items() if name not in ("of", "at", "source")}
        parts: dict[str, Any] = {name: tuple(item) if isinstance(item, list) else item for name, item in rest.items()}
        parts["limits"] = {path: limit_of(limit) for path, limit in row.get("limits", {}).items()}
        for type_name in row["of"]:
            found[type_name].append(Combination(at=at, **parts))
    return {type_name: tuple(rows) for type_name, rows in found.items()}


def _value(block: Any, path: str) -> Any:
    """What stands at a path, through maps and blocks of one; None if nothing is given."""
    for name in path.split("."):
        block = block[0] if isinstance(block, list) and block else block
        block = block.get(name) if isinstance(block, Mapping) else None
    return block


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value in (None, [], {}) else str(value)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not value:
        return None
    if isinstance(value, str):
        found = SECONDS.fullmatch(value)
        return float(found[1]) if found else None
    return float(value) if isinstance(value, int | float | Decimal) else None


def _one_of(paths: tuple[str, ...]) -> str:
    return paths[0] if len(paths) == 1 else f"One of {', '.join(paths)}"
