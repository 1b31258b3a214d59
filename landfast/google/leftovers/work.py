"""How long work says what it does, and waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from landfast.core.errors import UserError


class Work(Protocol):
    """`pause` waits for so many seconds; what it raises when the run is to end is let through."""

    def say(self, detail: str) -> None: ...

    def pause(self, seconds: float) -> None: ...


def until(work: Work, done: Callable[[], str], seconds: float, most: float, step: str) -> None:
    """Waits until nothing is left; `done` says what is. Raises: UserError, after `most` seconds, with the next step."""
    ends = time.monotonic() + most
    while left := done():
        minutes = (ends - time.monotonic()) / 60
        if minutes <= 0:
            raise UserError(f"{left}: not ended after {most / 60:.0f} minutes: {step}")
        work.say(f"waits for {left} (up to {minutes:.0f} min more)")
        work.pause(seconds)
