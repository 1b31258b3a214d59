"""Where an environment is brought up. A target is a file here and an entry in `TARGETS`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final

from landfast.core.errors import InputError, Problem
from landfast.targets.target import Session, Target

# Loaded when one is asked for: commands that only name them, `check` among them, do without.
TARGETS: Final = {"rehearsal": "Rehearsal", "google": "GoogleCloud"}
# Without an account and without cost: what is meant where nobody says a word.
DEFAULT: Final = "rehearsal"

__all__ = ["DEFAULT", "TARGETS", "Session", "Target", "find"]


@cache
def find(name: str) -> Target:
    """The target of that name. Raises: InputError."""
    if name not in TARGETS:
        raise InputError([Problem("target", "no such target", name, f"there are {', '.join(TARGETS)}")])
    found: Target = getattr(import_module(f"{__name__}.{name}"), TARGETS[name])()
    return found
