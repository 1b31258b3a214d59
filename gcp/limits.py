"""What Google's APIs take as values: names, lengths, ranges, enums. Data: `limits.json`, `api_values.json`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from landfast.gcp.tables import table

DURATION = re.compile(r"^(\d+)(?:\.\d+)?s$")
NUMBER = re.compile(r"-?\d{1,19}")


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a field, as a data file writes it; what it lacks is not limited."""

    regex: str = ""
    not_regex: str = ""
    length: tuple[int, int] | None = None
    bytes: tuple[int, int] | None = None
    range: tuple[float, float | None] | None = None
    seconds: tuple[int, int | None] | None = None
    multiple: int = 0
    enum: tuple[Any, ...] = ()
    items: tuple[int, int] | None = None

    @property
    def whole(self) -> bool:
        """Whether it is about how many elements there are, and not about each of them."""
        return self.items is not None

    def problem(self, value: Any) -> str | None:
        """What the limit is, if the value is beyond it."""
        return next(self._problems(value), None)

    def _problems(self, value: Any) -> Iterator[str]:
        if self.enum and value not in self.enum:
            yield f"Must be one of: {', '.join(str(choice) for choice in self.enum if choice != '')}"
        if isinstance(value, str):
            yield from self._text_problems(value)
        number = _number(value)
        if self.range is not None and number is not None and not _within(number, *self.range):
            yield f"Must be {_between(*self.range)}"
        if self.items is not None and not _within(len(value), *self.items):
            yield f"There must be {_between(*self.items)} of them, not {len(value)}"

    def _text_problems(self, value: str) -> Iterator[str]:
        if self.regex and not re.fullmatch(self.regex, value):
            yield f"Must be a match of regex '{self.regex}'"
        if self.not_regex and re.fullmatch(self.not_regex, value):
            yield f"Must be no match of regex '{self.not_regex}'"
        if self.length is not None and not _within(len(value), *self.length):
            yield f"Must be {_between(*self.length)} characters long, not {len(value)}"
        if self.bytes is not None and not _within(len(value.encode()), *self.bytes):
            yield f"Must be {_between(*self.bytes)} bytes long, not {len(value.encode())}"
        yield from self._duration_problems(value)

    def _duration_problems(self, value: str) -> Iterator[str]:
        if self.seconds is None and not self.multiple:
            return
        found = DURATION.match(value)
        if found is None:
            yield "Must be a duration in seconds, such as 60s"
            return
        if self.seconds is not None and not _within(int(found[1]), *self.seconds):
            yield f"Must be {_between(*self.seconds)} seconds"
        if self.multiple and (int(found[1]) % self.multiple or "." in value):
            yield f"Must be a multiple of {self.multiple} seconds"


def limits(type_name: str) -> Mapping[str, tuple[Limit, ...]]:
    """Limits of a type of resource by path (`settings.disk_size`); those of the elements of a map by their key too."""
    return _all().get(type_name, {})


@cache
def _all() -> Mapping[str, Mapping[str, tuple[Limit, ...]]]:
    found: defaultdict[str, defaultdict[str, list[Limit]]] = defaultdict(lambda: defaultdict(list))
    for row in table("limits")["limits"]:
        limit = limit_of(row)
        for of in row["of"]:
            type_name, _colon, path = of.partition(":")
            found[type_name][path].append(limit)
    for type_name, paths in table("api_values")["types"].items():
        for path, row in paths.items():
            found[type_name][path].append(limit_of(row))
    return {type_name: {path: tuple(own) for path, own in paths.items()} for type_name, paths in found.items()}


def limit_of(row: Mapping[str, Any]) -> Limit:
    """A limit as a data file writes it."""
    known: dict[str, Any] = {name: value for name, value in row.items() if name not in ("of", "source")}
    values: dict[str, Any] = {name: tuple(item) if isinstance(item, list) else item for name, item in known.items()}
    return Limit(**values)


def _number(value: Any) -> float | None:
    """A number as it is, or as APIs write those of 64 bits: in a text. None for anything else."""
    if isinstance(value, str):
        return int(value) if NUMBER.fullmatch(value) else None
    return float(value) if isinstance(value, Decimal) else value if isinstance(value, int | float) else None


def _within(value: float, least: float, most: float | None) -> bool:
    return least <= value and (most is None or value <= most)


def _between(least: float, most: float | None) -> str:
    return f"at least {least}" if most is None else f"between {least} and {most}"
