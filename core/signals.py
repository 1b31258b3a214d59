"""What is done when somebody ends a program, for as long as that is wanted."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType


@contextmanager
def until_ended() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set, instead of what they do otherwise. In the main thread only."""
    ended = threading.Event()
    with handled((signal.SIGINT, signal.SIGTERM), lambda *_: ended.set()):
        yield ended


@contextmanager
def handled(signals: Sequence[signal.Signals], handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Calls `handler` for these signals, and gives them back to who had them before. In the main thread only."""
    before = {number: signal.signal(number, handler) for number in signals}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
