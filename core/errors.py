"""Errors that a person can act on; anything else that is raised is a bug and keeps its traceback."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Of the document that says what went wrong: it grows when a reader of the one before would misread it.
PROBLEMS_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input, in the order a person reads it.

    `path` is where (`environments.dev.budget_eur`, `landfast.yaml:3:7`); `fact` is what is wrong;
    `value` is what was given; `limit` is what is allowed; `next_step` is what to do about it.
    """

    path: str
    fact: str
    value: str = ""
    limit: str = ""
    next_step: str = ""

    @property
    def objection(self) -> str:
        """To whoever has just given that one value."""
        got = f"{self.value} {self.fact}" if self.value and self.value not in self.fact else self.fact
        return "; ".join(filter(None, (got, self.limit, self.next_step)))

    def __str__(self) -> str:
        # What was given is told apart from what is allowed, and is not said twice.
        got = f"{self.fact}, got {self.value}" if self.value and self.value not in self.fact else self.fact
        return f"{self.path}: {'; '.join(part for part in (got, self.limit, self.next_step) if part)}"


def not_utf8(name: str, error: UnicodeDecodeError) -> Problem:
    """That a file is no UTF-8, with the line and column of the first byte that is none."""
    read = error.object[: error.start]
    line, column = read.count(b"\n") + 1, error.start - read.rfind(b"\n")
    return Problem(f"{name}:{line}:{column}", "is not UTF-8", next_step="save the file as UTF-8")


class UserError(Exception):
    """The command can't do what was asked, for a reason that is not a bug: exit 1."""

    exit_code = 1


class InternalError(UserError):
    """A fault of landfast's own, said in one line: exit 70 (`EX_SOFTWARE` of sysexits.h), and never 1 or 2."""

    exit_code = 70


class InputError(UserError):
    """What was given is wrong: every problem at once, exit 2, nothing written."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def error_document(error: UserError) -> dict[str, object]:
    """An expected error as the one JSON document of a command that asked for one."""
    problems = [str(problem) for problem in error.problems] if isinstance(error, InputError) else [str(error)]
    return {"ok": False, "exit_code": error.exit_code, "format": PROBLEMS_FORMAT, "problems": problems}
