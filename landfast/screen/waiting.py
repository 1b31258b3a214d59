"""Says that something takes its time. What is to be quiet loads nothing for it: that would take its time, too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def busy(doing: str, *, quiet: bool) -> Iterator[None]:
    """Says on a terminal what takes its time; on stderr, so that what was asked for stands alone on stdout."""
    if quiet:
        yield
        return
    from rich.console import Console

    err = Console(stderr=True, markup=False, emoji=False)
    if not err.is_terminal:
        yield
        return
    with err.status(f"{doing} …"):
        yield
