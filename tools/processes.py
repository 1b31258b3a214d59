"""The processes below another one, while they come and go. Linux: reads /proc."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def descendants(pid: int) -> Iterator[int]:
    """The ids of a process's children, and of theirs; none of one that has ended, however lately."""
    for task in _tasks(pid):
        try:
            children = (task / "children").read_text(encoding="ascii").split()
        except OSError:
            continue  # the thread ended since it was listed
        for child in map(int, children):
            yield child
            yield from descendants(child)


def _tasks(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []
