"""Which columns are likely about persons: by their names, and by their values."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Kind = Literal["identifies", "describes", "special"]


@dataclass(frozen=True, slots=True)
class Likely:
    """`identifies` a person by itself, `describes` one (with others it may identify), or is of a `special` category."""

    kind: Kind
    what: str


_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an e-mail address", re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")),
    ("a bank account", re.compile(r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?")),
    ("a telephone number", re.compile(r"(?:\+|00)[0-9][0-9 ()/.-]{6,18}[0-9]")),
    ("a network address", re.compile(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}")),
)
_ENOUGH = 0.5


def likely_personal(name: str, values: Collection[str]) -> Likely | None:
    """What a column of this (normalised) name and these distinct values most likely says of a person, or None."""
    by_values = next((what for what, pattern in _PATTERNS if _share(pattern, values) >= _ENOUGH), None)
    if by_values:
        return Likely("identifies", by_values)
    words = name.split("_")
    pairs = ["_".join(words[at : at + size]) for size in (3, 2) for at in range(len(words) - size + 1)]
    # An identifier of something else (`plan_age_group`) still describes: a person confirms.
    known = _by_name()
    return next((known[word] for word in (name, *pairs, *words) if word in known), None)


@cache
def _by_name() -> dict[str, Likely]:
    """Word of a column's name -> what it says."""
    table = json.loads((Path(__file__).parent / "personal.json").read_text(encoding="utf-8"))
    return {
        word: Likely(kind, what) for kind in get_args(Kind) for what, words in table[kind].items() for word in words
    }


def _share(pattern: re.Pattern[str], values: Collection[str]) -> float:
    return sum(bool(pattern.fullmatch(value)) for value in values) / len(values) if values else 0.0
