"""What is wrong with a table, every problem at once, in the order a person reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from landfast_ml.errors import UsageError


@dataclass(frozen=True, slots=True)
class TableProblem:
    """`path` is where (`people.csv`, `people.csv:17`, `people.csv: seit`); then fact, value, limit and next step."""

    path: str
    fact: str
    value: str = ""
    limit: str = ""
    next_step: str = ""

    def __str__(self) -> str:
        parts = (self.fact, self.value, self.limit, self.next_step)
        return f"{self.path}: " + ", ".join(part for part in parts if part)


class TableError(UsageError):
    """The table, or what was said of it, is wrong: exit 2."""

    def __init__(self, problems: Iterable[TableProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
