"""What long work says while it runs: plain events, so that work and screen know nothing of each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

State = Literal["start", "progress", "done", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Event:
    """One step of one phase.

    `phase` is the part of the run (`spec`, `synth`, `check`, `init`, `plan`, `apply`, `stop`, `destroy`, `project`,
    `room`, `pipeline`), or `notice`: then `detail` is what a person has to know before the run goes on, over several
    lines; `subject` is what it works on (a stack, a pipeline step), empty for the phase itself; `done` of `total`
    counts what the phase counts (resources, steps); `detail` is one short sentence otherwise;
    `metrics` are numbers worth showing; `seconds` is how long the subject took so far.
    """

    phase: str
    state: State
    subject: str = ""
    detail: str = ""
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    metrics: dict[str, float] = field(default_factory=dict)


Reporter = Callable[[Event], None]


def silent(_event: Event) -> None:
    """A reporter for work that nobody watches."""
