"""What is wrong with something that was given, as both sides say it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` is where; then what is wrong, what was given, what is allowed, and what to do about it."""

    path: str
    fact: str
    value: str = ""
    limit: str = ""
    next_step: str = ""

    def __str__(self) -> str:
        parts = (self.fact, self.value, self.limit, self.next_step)
        return f"{self.path}: " + ", ".join(part for part in parts if part)
