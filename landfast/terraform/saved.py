"""A plan that was saved to be applied later, perhaps elsewhere: Terraform's own file, and what it was made upon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from landfast.core.errors import Problem, UserError

APPLIED = "another run has applied since, this plan perhaps"


@dataclass(frozen=True, slots=True)
class StateMark:
    """Which state it is: its lineage, and how often it was written. Of none, an empty lineage and 0."""

    lineage: str = ""
    serial: int = 0

    def __str__(self) -> str:
        return f"serial {self.serial} of {self.lineage}" if self.lineage else "no state"


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """`content` is Terraform's file, and may hold secrets; `lock` the text of the providers' lock file, if there was
    one; `state` what it was planned upon.
    """

    content: bytes
    lock: str
    state: StateMark


def mark_of(state: Mapping[str, Any]) -> StateMark:
    """Of a state as Terraform writes it; of an empty mapping, that there is none."""
    return StateMark(str(state.get("lineage") or ""), int(state.get("serial") or 0))


class StalePlanError(UserError):
    """What a saved plan was made upon is another one now; nothing has been done. Says all that differs."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        said = "\n".join(f"  {problem}" for problem in problems)
        step = "nothing has been done; plan anew, and read that"
        super().__init__(f"--plan: not as it was when the plan was made:\n{said}\n{step}")


def refuse_other_grounds(
    saved: Mapping[str, SavedPlan], now: Mapping[str, StateMark], locks: Mapping[str, str]
) -> None:
    """Raises: StalePlanError if a state was written since, or other providers are locked."""
    problems = [
        Problem(f"providers of {name}", "are not those of the plan now", next_step="remove its .terraform.lock.hcl")
        for name, one in saved.items()
        if locks[name] != one.lock
    ]
    problems += [
        Problem(f"state of {name}", f"is {now[name]} now", limit=f"{one.state} in the plan", next_step=APPLIED)
        for name, one in saved.items()
        if now[name] != one.state
    ]
    if problems:
        raise StalePlanError(problems)
