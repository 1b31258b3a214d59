"""What is said of a finding whose right value is known: where it was, or would be, set, or why it can't be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from landfast.check.judge.keys import FindingKey

# `possible`: it is shown, and not written.
FixState = Literal["done", "possible", "refused"]


@dataclass(frozen=True, slots=True)
class FixEdit:
    """What is replaced in `file`, in lines and columns from 1, by `after`; `before` is what stood there."""

    file: str
    start: tuple[int, int]
    end: tuple[int, int]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FixSaid:
    """Of findings by their `keys`; `attribute` with its resource, `value` as Terraform writes it.

    `why` it is refused, or what to see to before it is applied.
    """

    state: FixState
    rules: tuple[str, ...]
    attribute: str
    value: str
    place: str
    keys: tuple[FindingKey, ...]
    why: str = ""
    edit: FixEdit | None = None
