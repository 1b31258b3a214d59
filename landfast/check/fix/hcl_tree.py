"""Blocks and values of HCL by the places that the parser gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import tree_sitter

from landfast.check.fix.bodies import Edit, FileValue, Nested, written
from landfast.check.read.hcl import parsed, value_of

Node = tree_sitter.Node
_STEP = b"  "


@dataclass(frozen=True, slots=True)
class HclBody:
    """The inside of a block; `block` is the whole of it."""

    data: bytes
    block: Node

    @property
    def _inner(self) -> Node | None:
        return next((child for child in self.block.children if child.type == "body"), None)

    def _children(self, type_: str) -> Iterator[Node]:
        inner = self._inner
        if inner is not None:
            yield from (child for child in inner.children if child.type == type_)

    def value(self, name: str) -> FileValue | None:
        return _assigned(self.data, self._inner, name) if self._inner is not None else None

    def blocks(self, name: str) -> Sequence[HclBody]:
        found = (node for node in self._children("block") if _named(self.data, node) == (name, ()))
        return [HclBody(self.data, node) for node in found]

    def generates(self, name: str) -> bool:
        return any(_named(self.data, node) == ("dynamic", (name,)) for node in self._children("block"))

    @property
    def at(self) -> int:
        return self.block.start_byte

    def adding(self, content: Nested) -> Edit:
        attributes = list(self._children("attribute"))
        base = _indent(self.data, self.block)
        line = b"\r\n" if b"\r\n" in self.data else b"\n"
        if self.block.start_point.row == self.block.end_point.row:
            return self._opened(content, line, base)
        has_blocks = any(isinstance(value, Mapping) for value in content.values())
        if attributes and not has_blocks:
            # Behind its last line, with what a person says about it there.
            at = _line_end(self.data, attributes[-1].end_byte)
            indent = _indent(self.data, attributes[-1])
            width = _width(self.data, attributes[-1])
            return Edit(at, at, b"".join(line + each for each in _lines(content, indent, width)))
        end = self.data.rindex(b"\n", 0, self.block.end_byte) + 1
        between = line if has_blocks and self._inner is not None else b""
        return Edit(end, end, between + b"".join(each + line for each in _lines(content, base + _STEP)))

    def _opened(self, content: Nested, line: bytes, base: bytes) -> Edit:
        """Of a block on one line, which takes no second attribute: over several."""
        start = next(child.end_byte for child in self.block.children if child.type == "block_start")
        end = next(child.start_byte for child in self.block.children if child.type == "block_end")
        inside = self.data[start:end].strip()
        kept = base + _STEP + inside + line if inside else b""
        added = b"".join(each + line for each in _lines(content, base + _STEP))
        return Edit(start, end, line + kept + added + base)


@dataclass(frozen=True, slots=True)
class HclTree:
    """One file."""

    data: bytes
    root: Node

    @classmethod
    def of(cls, data: bytes) -> HclTree | None:
        """None if it can't be parsed."""
        tree = parsed(data)
        body = next((node for node in tree.root_node.children if node.type == "body"), None) if tree else None
        return cls(data, body) if body is not None else None

    def blocks(self, kind: str, labels: Sequence[str]) -> Sequence[HclBody]:
        wanted = (kind, tuple(labels))
        found = [node for node in self.root.children if node.type == "block" and _named(self.data, node) == wanted]
        return [HclBody(self.data, node) for node in found]

    def local(self, name: str) -> FileValue | None:
        blocks = (node for node in self.root.children if node.type == "block")
        values = (HclBody(self.data, node).value(name) for node in blocks if _named(self.data, node)[0] == "locals")
        return next(filter(None, values), None)

    def given(self, name: str) -> FileValue | None:
        return _assigned(self.data, self.root, name)


def _assigned(data: bytes, body: Node, name: str) -> FileValue | None:
    """The value of an attribute that stands in a body."""
    for node in body.children:
        if node.type == "attribute" and _text(data, node.children[0]) == name:
            expression = node.children[-1]
            raw = value_of("", name, _text(data, expression))
            return FileValue(expression.start_byte, expression.end_byte, raw)
    return None


def _text(data: bytes, node: Node) -> str:
    return data[node.start_byte : node.end_byte].decode()


def _named(data: bytes, block: Node) -> tuple[str, tuple[str, ...]]:
    names = [_text(data, child).strip('"') for child in block.children if child.type in ("identifier", "string_lit")]
    return names[0], tuple(names[1:])


def _indent(data: bytes, node: Node) -> bytes:
    start = data.rfind(b"\n", 0, node.start_byte) + 1
    before = data[start : node.start_byte]
    return before if not before.strip() else b""


def _line_end(data: bytes, at: int) -> int:
    end = data.find(b"\n", at)
    end = len(data) if end < 0 else end
    return end - 1 if data[end - 1 : end] == b"\r" else end


def _width(data: bytes, attribute: Node) -> int:
    """How wide names are written, where the signs of a group stand below each other."""
    sign = data.index(b"=", attribute.children[0].end_byte)
    return len(data[attribute.start_byte : sign].rstrip(b" ")) if sign < 0 else sign - attribute.start_byte - 1


def _lines(content: Nested, indent: bytes, width: int = 0) -> Iterator[bytes]:
    """Attributes before blocks, as the language wants them read."""
    for name, value in sorted(content.items(), key=lambda item: isinstance(item[1], Mapping)):
        if isinstance(value, Mapping):
            yield indent + name.encode() + b" {"
            yield from _lines(value, indent + _STEP)
            yield indent + b"}"
        else:
            yield indent + name.encode().ljust(width) + b" = " + written(value)
