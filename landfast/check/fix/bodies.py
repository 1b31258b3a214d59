"""What stands in a block of a file, whichever language it is in, and how one value of it is changed or added."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Scalar = str | bool | int
# Attributes, and blocks of one, by their names.
Nested = Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replaces the bytes from `start` to `end` of a file."""

    start: int
    end: int
    content: bytes


@dataclass(frozen=True, slots=True)
class FileValue:
    """A value where it stands; `raw` is what Terraform JSON has for it."""

    start: int
    end: int
    raw: Any

    def becomes(self, value: Scalar) -> Edit:
        return Edit(self.start, self.end, written(value))


class Body(Protocol):
    """The inside of one block, or an object."""

    def value(self, name: str) -> FileValue | None:
        """An attribute; None if there is none of that name."""
        ...

    def blocks(self, name: str) -> Sequence[Body]: ...

    def generates(self, name: str) -> bool:
        """Whether blocks of that name are made by an expression."""
        ...

    @property
    def at(self) -> int:
        """Where it begins: what tells it from the others of its file."""
        ...

    def adding(self, content: Nested) -> Edit:
        """The edit that adds attributes, and blocks with them, none of which is there."""
        ...


@dataclass(frozen=True, slots=True)
class Addition:
    """An attribute that is to be added to a body, in the blocks that are named before it."""

    body: Body
    names: tuple[str, ...]
    value: Scalar

    @property
    def content(self) -> Nested:
        found: Nested = {self.names[-1]: self.value}
        for name in reversed(self.names[:-1]):
            found = {name: found}
        return found


def together(additions: Iterable[Addition]) -> Nested:
    """What all of them add: a block that several need is made once."""
    found: dict[str, Any] = {}
    for addition in additions:
        inner = found
        for name in addition.names[:-1]:
            inner = inner.setdefault(name, {})
        inner[addition.names[-1]] = addition.value
    return found


class FileTree(Protocol):
    """A file of a configuration."""

    def blocks(self, kind: str, labels: Sequence[str]) -> Sequence[Body]:
        """Those of a kind and labels."""
        ...

    def local(self, name: str) -> FileValue | None:
        """A local value."""
        ...

    def given(self, name: str) -> FileValue | None:
        """What a file of values gives a variable."""
        ...


def written(value: Scalar) -> bytes:
    """A value as both languages write it."""
    return json.dumps(value, ensure_ascii=False).encode()


def applied(content: bytes, edits: Sequence[Edit]) -> bytes:
    """The content with edits that don't overlap."""
    for edit in sorted(edits, reverse=True):
        content = content[: edit.start] + edit.content + content[edit.end :]
    return content
