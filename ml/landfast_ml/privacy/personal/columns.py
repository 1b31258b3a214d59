"""What the detector is given of a column, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["personal", "special", "none"]


@dataclass(frozen=True, slots=True)
class ColumnSample:
    """A column as it was read.

    `name` is the header as it stands in the table; `kind` what its values are (numeric, boolean, category, date, text);
    `samples` raw values, in any order, duplicates allowed, empty if none may be looked at; `distinct` and `rows` count
    the whole column, 0 if that is not known.
    """

    name: str
    kind: str
    samples: Sequence[str]
    distinct: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column most likely says of a person.

    `kind` is a key of `KINDS`, empty if there is nothing to say; `reason` is one plain line; `confidence` runs from 0
    to 1. `identifies`: the values tell persons apart by themselves, so that no model should learn from them.
    """

    column: str
    verdict: Verdict
    kind: str
    reason: str
    confidence: float
    identifies: bool = False
