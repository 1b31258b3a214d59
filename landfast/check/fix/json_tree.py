"""Blocks and values of Terraform JSON by where they stand: what `json.loads` does not tell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from json import JSONDecoder
from typing import Any

from landfast.check.fix.bodies import Edit, FileValue, Nested

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = JSONDecoder()
_OTHER = re.compile(r"[^\s,\]}]+")


@dataclass(frozen=True, slots=True)
class JsonNode:
    """A value from `start` to `end`, in characters; `members` of an object, `items` of a list."""

    start: int
    end: int
    members: tuple[tuple[str, JsonNode], ...] | None = None
    items: tuple[JsonNode, ...] | None = None

    def get(self, name: str) -> JsonNode | None:
        return next((node for key, node in self.members or () if key == name), None)

    def each(self) -> Iterator[JsonNode]:
        """Itself, or the items of a list: both forms mean blocks."""
        if self.items is None:
            yield self
        else:
            yield from (inner for item in self.items for inner in item.each())


@dataclass(frozen=True, slots=True)
class JsonBody:
    text: str
    node: JsonNode

    def value(self, name: str) -> FileValue | None:
        found = self.node.get(name)
        return _value(self.text, found) if found is not None else None

    def blocks(self, name: str) -> Sequence[JsonBody]:
        found = self.node.get(name)
        return [JsonBody(self.text, each) for each in found.each()] if found is not None else []

    def generates(self, name: str) -> bool:
        return any(each.get(name) is not None for each in self._dynamic())

    def _dynamic(self) -> Iterator[JsonNode]:
        found = self.node.get("dynamic")
        return found.each() if found is not None else iter(())

    @property
    def at(self) -> int:
        return self.node.start

    def adding(self, content: Nested) -> Edit:
        members = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in content.items()]
        if not self.node.members:
            return _edit(self.text, self.node.start + 1, self.node.end - 1, ", ".join(members))
        last = self.node.members[-1][1].end
        before = self.text.rfind("\n", self.node.start, self.node.members[-1][1].start)
        match = _SPACE.match(self.text, before) if before >= 0 else None
        gap = match[0] if match else " "
        return _edit(self.text, last, last, "".join(f",{gap}{member}" for member in members))


@dataclass(frozen=True, slots=True)
class JsonTree:
    """One file."""

    text: str
    root: JsonNode

    @classmethod
    def of(cls, data: bytes) -> JsonTree | None:
        """None if it can't be parsed."""
        try:
            text = data.decode()
            json.loads(text)
        except (ValueError, RecursionError):
            return None
        return cls(text, _node(text, _skip(text, 0)))

    def blocks(self, kind: str, labels: Sequence[str]) -> Sequence[JsonBody]:
        nodes = [self.root]
        for name in (kind, *labels):
            found = (each.get(name) for node in nodes for each in node.each())
            nodes = [node for node in found if node is not None]
        return [JsonBody(self.text, each) for node in nodes for each in node.each() if each.members is not None]

    def local(self, name: str) -> FileValue | None:
        found = self.root.get("locals")
        values = (each.get(name) for each in found.each()) if found is not None else iter(())
        node = next(filter(None, values), None)
        return _value(self.text, node) if node is not None else None

    def given(self, name: str) -> FileValue | None:
        node = self.root.get(name)
        return _value(self.text, node) if node is not None else None


def _value(text: str, node: JsonNode) -> FileValue:
    raw: Any = json.loads(text[node.start : node.end])
    start = len(text[: node.start].encode())
    return FileValue(start, start + len(text[node.start : node.end].encode()), raw)


def _edit(text: str, start: int, end: int, content: str) -> Edit:
    return Edit(len(text[:start].encode()), len(text[:end].encode()), content.encode())


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _node(text: str, at: int) -> JsonNode:
    """The value that begins at a place of a text that is valid JSON."""
    if text[at] == "{":
        return _object(text, at)
    if text[at] == "[":
        return _list(text, at)
    if text[at] == '"':
        return JsonNode(at, _DECODER.raw_decode(text, at)[1])
    other = _OTHER.match(text, at)
    return JsonNode(at, other.end() if other else at + 1)


def _object(text: str, start: int) -> JsonNode:
    members: list[tuple[str, JsonNode]] = []
    at = _skip(text, start + 1)
    while text[at] != "}":
        key, at = _DECODER.raw_decode(text, at)
        node = _node(text, _skip(text, _skip(text, at) + 1))
        members.append((key, node))
        at = _skip(text, node.end)
        at = _skip(text, at + 1) if text[at] == "," else at
    return JsonNode(start, at + 1, members=tuple(members))


def _list(text: str, start: int) -> JsonNode:
    items: list[JsonNode] = []
    at = _skip(text, start + 1)
    while text[at] != "]":
        items.append(_node(text, at))
        at = _skip(text, items[-1].end)
        at = _skip(text, at + 1) if text[at] == "," else at
    return JsonNode(start, at + 1, items=tuple(items))
