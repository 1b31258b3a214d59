"""Does work on stacks at once where they do not wait for each other, and in order where they do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from landfast.terraform.process import Halt, HaltedError

T = TypeVar("T")
AT_ONCE = 3


@dataclass
class Outcome(Generic[T]):
    """What came of the work: results and errors by name; `skipped` waited for one that failed."""

    results: dict[str, T] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)


def in_order(after: Mapping[str, Sequence[str]], work: Callable[[str], T], halt: Halt) -> Outcome[T]:
    """Calls `work(name)` for each name once those it comes `after` are done, up to three at once, in threads.

    The first interruption halts what runs gracefully, the second kills it; it is raised when all threads have ended.
    """
    outcome: Outcome[T] = Outcome()
    interrupted: BaseException | None = None
    running: dict[Future[T], str] = {}
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="stack") as pool:
        while True:
            try:
                for name in [] if halt.level else _ready(after, outcome, set(running.values())):
                    running[pool.submit(work, name)] = name
                if not running:
                    break
                ended, _rest = wait(running, return_when=FIRST_COMPLETED)
                for future in ended:
                    _note(outcome, running.pop(future), future)
            except (KeyboardInterrupt, SystemExit) as signal:
                halt.more()
                interrupted = interrupted or signal
    if interrupted is not None:
        raise interrupted
    return outcome


def _ready(after: Mapping[str, Sequence[str]], outcome: Outcome[T], running: set[str]) -> list[str]:
    ready = []
    for name, before in after.items():
        if name in running or name in outcome.results or name in outcome.errors or name in outcome.skipped:
            continue
        if any(other in outcome.errors or other in outcome.skipped for other in before):
            outcome.skipped.append(name)
        elif all(other in outcome.results for other in before):
            ready.append(name)
    return ready


def _note(outcome: Outcome[T], name: str, future: Future[T]) -> None:
    error = future.exception()
    if error is None:
        outcome.results[name] = future.result()
    elif isinstance(error, HaltedError):
        outcome.skipped.append(name)
    elif isinstance(error, Exception):
        outcome.errors[name] = error
    else:
        raise error
