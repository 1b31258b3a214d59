"""What the library refuses, as our own refusals: its problems become ours here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from landfast_ml.contract import problems

from landfast.core.errors import InputError, Problem


@contextmanager
def refusing() -> Iterator[None]:
    """Of a table, or of a document that a project gave. Raises: InputError."""
    try:
        yield
    except problems.ProblemsError as error:
        raise InputError(ours(error.problems)) from None


def ours(found: Iterable[problems.Problem]) -> list[Problem]:
    return [
        Problem(one.path, f"{one.fact}, {one.value}" if one.value else one.fact, "", one.limit, one.next_step)
        for one in found
    ]
