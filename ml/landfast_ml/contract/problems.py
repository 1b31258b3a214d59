"""What is wrong with something that was given, as both sides say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from landfast_ml.errors import UsageError


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` is where (`people.csv:17`, `environments/dev.json: buckets.raw`); then what is wrong, what was given, what
    is allowed, and what to do about it."""

    path: str
    fact: str
    value: str = ""
    limit: str = ""
    next_step: str = ""

    def __str__(self) -> str:
        parts = (self.fact, self.value, self.limit, self.next_step)
        return f"{self.path}: " + ", ".join(part for part in parts if part)


class ProblemsError(UsageError):
    """What was given is wrong, every problem at once: exit 2."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
