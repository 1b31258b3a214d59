"""Reads HCL (`.tf`, `.tfvars`) into the shape of Terraform JSON: expressions are templates, parsed when needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from sys import intern
from typing import Any

import tree_sitter
import tree_sitter_hcl

from landfast.check.evaluate.modules import NOTHING
from landfast.check.evaluate.values import unknown_inside
from landfast.check.read.mistakes import mistake
from landfast.core.errors import Problem

Node = tree_sitter.Node

# Labels that each kind of block takes at the top of a file.
_LABELS = {
    "check": 1, "data": 2, "ephemeral": 2, "import": 0, "locals": 0, "module": 1, "moved": 0, "output": 1,
    "provider": 1, "removed": 0, "resource": 2, "terraform": 0, "variable": 1,
}  # fmt: skip
_REPEATED = frozenset({"check", "import", "locals", "moved", "provider", "removed", "terraform"})
_DEPTH = 40
_CHUNK = 1 << 16
_SHORT = 64
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_CONSTANTS = {"true": True, "false": False, "null": None}
# A quoted string without an escape is the same text in Terraform JSON; one that begins a template may hold quotes.
_QUOTED = re.compile(r'"((?:[^"\\\n$%]|[$%](?!\{))*)"')
_REFERENCE = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PAIR = re.compile(r'([\w.-]+)"?\s*[=:]\s*"?([\w.-]+)')
_COMMENT = re.compile(r"#[^\n]*|//[^\n]*|/\*.*?\*/", re.DOTALL)
# Attributes that are a name or a type and never a value, by the kind of block that they stand in.
_BARE = {"data": "provider", "dynamic": "iterator", "ephemeral": "provider", "resource": "provider", "variable": "type"}


@dataclass(slots=True)
class HclFile:
    """One file. `body` is as `json.load` gives it for Terraform JSON; `lines` maps addresses to `file:line`."""

    body: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_hcl(text: str, name: str) -> HclFile:
    """A configuration file. Its problems carry line and column; with one of them the body is not to be used."""
    reader = _Reader(text, name)
    for node in reader.items():
        reader.top(node)
    return reader.file


def read_values(text: str, name: str) -> HclFile:
    """A file of values (`.tfvars`): attributes only."""
    reader = _Reader(text, name)
    for node in reader.items():
        if node.type == "block":
            reader.problem(node, "is a block, where only `name = value` may stand")
    if not reader.file.problems and reader.root:
        values = reader.body(reader.root, 0)
        reader.file.body = {key: reader.constant(reader.root, key, value) for key, value in values.items()}
    return reader.file


@cache
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def parsed(data: bytes) -> tree_sitter.Tree | None:
    """The tree of a text; None at its first mistake: reading on can take minutes and gigabytes."""
    parser = _parser()
    if len(data) <= _CHUNK:
        # What it is handed over by a call is never freed, so that small files are handed over whole.
        tree = parser.parse(data)
        return None if tree.root_node.has_error else tree
    try:
        tree = parser.parse(
            lambda offset, _point: data[offset : offset + _CHUNK], progress_callback=lambda _offset, wrong: wrong
        )
    except ValueError:
        parser.reset()
        return None
    return None if tree.root_node.has_error else tree


class _Reader:
    """Goes over the blocks of one file. Expressions stay text: most of them no rule ever reads."""

    def __init__(self, text: str, name: str) -> None:
        self.file = HclFile()
        self._name = name
        self._source = text
        self._data = text.encode()
        control = _CONTROL.search(text)
        self.root: Node | None = None
        if control:
            self._problem_at(control.start(), f"holds the control character {control[0]!r}")
            return
        tree = parsed(self._data)
        if tree is None:
            offset, fact = mistake(text)
            self._problem_at(offset, f"is not valid HCL: {fact}")
            return
        self.root = next((node for node in tree.root_node.children if node.type == "body"), None)
        if any(node.type == "object" for node in tree.root_node.children):
            self.problem(tree.root_node, "is one object and no list of blocks")

    def items(self) -> Iterator[Node]:
        """Attributes and blocks of the file; none where it can't be parsed."""
        if self.root is not None and not self.file.problems:
            yield from (node for node in self.root.children if node.type in ("attribute", "block"))

    def problem(self, node: Node, fact: str) -> None:
        row, column = node.start_point
        line = self._data.split(b"\n", row + 1)[row]
        shown = len(line[:column].decode("utf-8", "replace")) + 1
        place = f"{self._name}:{row + 1}:{shown}"
        self.file.problems.append(Problem(place, fact, next_step="mend the file"))

    def _problem_at(self, offset: int, fact: str) -> None:
        line, column = self._source.count("\n", 0, offset) + 1, offset - self._source.rfind("\n", 0, offset)
        self.file.problems.append(Problem(f"{self._name}:{line}:{column}", fact, next_step="mend the file"))

    def _text(self, node: Node) -> str:
        """What is written there; what is short stands in many blocks, and once in memory."""
        text = self._data[node.start_byte : node.end_byte].decode()
        return intern(text) if len(text) < _SHORT else text

    def constant(self, node: Node, name: str, raw: Any) -> Any:
        """The value of an expression that may name nothing."""
        value = NOTHING.evaluate(raw, NOTHING.scope)
        unknown = unknown_inside(value)
        if unknown is not None:
            self.problem(node, f"{name} is no constant: {unknown.reason}")
        return value

    def top(self, node: Node) -> None:
        """One block at the top of the file."""
        if node.type == "attribute":
            self.problem(node, "is a value outside of any block")
            return
        kind, labels, inner = self._parts(node)
        wanted = _LABELS.get(kind)
        if wanted is None:
            self.problem(node, f"is a block of a kind that is not known: {kind:.40}")
        elif len(labels) != wanted:
            self.problem(node, f"has {len(labels)} labels, where {kind} takes {wanted}")
        else:
            body = self.body(inner, 0, kind) if inner is not None else {}
            if kind == "variable" and "default" in body:
                body["default"] = self.constant(node, "default", body["default"])
            self._place(node, kind, labels, body)

    def _place(self, node: Node, kind: str, labels: list[str], body: dict[str, Any]) -> None:
        line = f"{self._name}:{node.start_point.row + 1}"
        names = [f"local.{name}" for name in body] if kind == "locals" else [_address(kind, labels, body)]
        for name in names:
            if name in self.file.lines and kind not in ("check", "import", "moved", "removed", "terraform"):
                self.problem(node, f"{name} is declared here and at {self.file.lines[name]}")
            self.file.lines[name] = line
        if kind in _REPEATED:
            content = {labels[0]: body} if labels else body
            self.file.body.setdefault(kind, []).append(content)
            return
        holder = self.file.body.setdefault(kind, {})
        for label in labels[:-1]:
            holder = holder.setdefault(label, {})
        holder[labels[-1]] = body

    def _parts(self, node: Node) -> tuple[str, list[str], Node | None]:
        """(type, labels, body) of a block."""
        kind, labels, inner = "", [], None
        for child in node.children:
            what = child.type
            if what == "body":
                inner = child
            elif what == "identifier" and not kind:
                kind = self._text(child)
            elif what in ("identifier", "string_lit"):
                labels.append(self._text(child).strip('"'))
        return kind, labels, inner

    def body(self, node: Node, depth: int, kind: str = "") -> dict[str, Any]:
        """The attributes and blocks inside of a block."""
        found: dict[str, Any] = {}
        blocks: set[str] = set()
        row = -1
        for child in node.children:
            what = child.type
            if what not in ("attribute", "block"):
                continue
            if child.start_point.row == row:
                self.problem(child, "follows on the same line: a line break is missing")
            row = child.end_point.row
            if depth > _DEPTH:
                self.problem(child, f"is nested deeper than {_DEPTH}")
            elif what == "block":
                self._nested(child, found, blocks, depth)
            else:
                parts = child.children
                name = self._text(parts[0])
                if name in found:
                    self.problem(child, f"{name} is set twice")
                found[name] = value_of(kind, name, self._text(parts[-1]))
        return found

    def _nested(self, node: Node, found: dict[str, Any], blocks: set[str], depth: int) -> None:
        kind, labels, inner = self._parts(node)
        content: Any = self.body(inner, depth + 1, kind if kind == "dynamic" else "") if inner is not None else {}
        for label in reversed(labels):
            content = {label: content}
        if kind in found and kind not in blocks:
            self.problem(node, f"{kind} is a value and a block")
        elif kind in found:
            before = found[kind]
            found[kind] = [*(before if isinstance(before, list) else [before]), content]
        else:
            found[kind] = content
        blocks.add(kind)


def value_of(kind: str, name: str, text: str) -> Any:
    """What Terraform JSON has for an expression."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return intern(quoted[1]) if len(quoted[1]) < _SHORT else quoted[1]
    if _BARE.get(kind) == name:
        return text
    if kind == "module" and name == "providers":
        return dict(_PAIR.findall(_COMMENT.sub("", text)))
    # A heredoc ends with a line of its own.
    whole = f"${{{text}\n}}" if "<<" in text else f"${{{text}}}"
    return intern(whole) if len(text) < _SHORT else whole


def _address(kind: str, labels: list[str], body: dict[str, Any]) -> str:
    if kind == "resource":
        return ".".join(labels)
    if kind == "provider" and isinstance(body.get("alias"), str):
        return f"provider.{labels[0]}.{body['alias']}"
    if kind == "terraform" and isinstance(body.get("backend"), dict):
        return f"terraform.backend.{next(iter(body['backend']), '')}"
    return ".".join([kind, *labels])
