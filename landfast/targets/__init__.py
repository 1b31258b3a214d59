"""Where an environment is brought up. A target is a file here and an entry in `TARGETS`."""

from __future__ import annotations

from collections.abc import Mapping

from landfast.core.errors import InputError, Problem
from landfast.targets.google import GoogleCloud
from landfast.targets.rehearsal import Rehearsal
from landfast.targets.target import Session, Target

TARGETS: Mapping[str, Target] = {"rehearsal": Rehearsal(), "google": GoogleCloud()}
# Without an account and without cost: what is meant where nobody says a word.
DEFAULT = next(iter(TARGETS))

__all__ = ["DEFAULT", "TARGETS", "Session", "Target", "find"]


def find(name: str) -> Target:
    """The target of that name. Raises: InputError."""
    if name not in TARGETS:
        raise InputError([Problem("target", "no such target", name, f"there are {', '.join(TARGETS)}")])
    return TARGETS[name]
