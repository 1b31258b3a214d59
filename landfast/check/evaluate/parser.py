"""Compiles Terraform's templates (`${...}`, `%{...}`) and expressions to nodes. By hand: HCL's grammar is small."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from landfast.check.evaluate import expressions as build
from landfast.check.evaluate import iterations, operators
from landfast.check.evaluate.cursor import ParseError
from landfast.check.evaluate.expressions import ATTRIBUTE_SPLAT, SPLAT, Node
from landfast.check.evaluate.failures import UnresolvedError
from landfast.check.evaluate.numbers import parsed_number
from landfast.check.evaluate.rendering import rendering
from landfast.check.evaluate.type_grammar import TypeParser, converted
from landfast.check.evaluate.values import composed
from landfast.policies.values import Unknown

_NUMBER = re.compile(r"[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?")
_INDEX = re.compile(r"[0-9]{1,9}")
_BARE_KEY = re.compile(r"\s*(?:=(?![=>])|:)")
_SAME_LINE = re.compile(r"[^\S\n]*")
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<=", ">=", "<", ">"), ("+", "-"), ("*", "/", "%"))
_CONSTANTS = {"true": True, "false": False, "null": None}
_LENGTH = 1 << 18


def compiled(text: str) -> Node:
    """The node of a string of Terraform JSON. One that can't be parsed gives an Unknown, which no rule passes."""
    return compiled_with_names(text)[0]


@lru_cache(maxsize=1 << 15)
def compiled_with_names(text: str) -> tuple[Node, frozenset[str]]:
    """The node of a template, and what its references begin with."""
    if "${" not in text and "%{" not in text:
        return build.constant(composed(text)), frozenset()
    try:
        if len(text) > _LENGTH:
            raise ParseError("longer than 256 KiB")
        parser = Parser(text)
        node = parser.template()
        parser.end()
    except ParseError as error:
        return build.constant(Unknown(f"the expression can't be parsed: {error}", failed=True)), frozenset()
    return node, frozenset(parser.names)


def _number(text: str) -> Any:
    try:
        return parsed_number(text)
    except UnresolvedError as error:
        return error.unknown


class Parser(TypeParser):
    """Expressions: one method for each rule of the grammar."""

    def expression(self) -> Node:
        self.deeper()
        condition = self._binary(0)
        if self.accept("?"):
            good = self.expression()
            self.expect(":")
            condition = build.conditional(condition, good, self.expression())
        self.depth -= 1
        return condition

    def _binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        left, chain = self._binary(level + 1), 0
        while symbol := self._operator(_LEVELS[level]):
            chain += 1
            self.deeper()
            left = operators.binary(symbol, left, self._binary(level + 1))
        self.depth -= chain
        return left

    def _operator(self, symbols: tuple[str, ...]) -> str:
        self.at = self.skip(self.at)
        for symbol in symbols:
            if self.text.startswith(symbol, self.at):
                self.at += len(symbol)
                return symbol
        return ""

    def _unary(self) -> Node:
        symbol = self._operator(("!", "-"))
        if not symbol:
            return self._postfix()
        self.deeper()
        node = operators.unary(symbol, self._unary())
        self.depth -= 1
        return node

    def _postfix(self) -> Node:
        base = self._primary()
        if isinstance(base, str):
            if base not in self.bound:
                self.names.add(base)
            return build.traversal(base, self._steps())
        steps = self._steps()
        return build.access(base, steps) if steps else base

    def _steps(self) -> list[Any]:
        steps: list[Any] = []
        while True:
            ahead = self.skip(self.at)
            if self.text.startswith("[", ahead):
                self.at = ahead + 1
                if self.accept("*"):
                    steps.append(SPLAT)
                else:
                    steps.append(self.expression())
                self.expect("]")
            elif self.text.startswith(".", ahead) and not self.text.startswith("...", ahead):
                self.at = ahead + 1
                steps.append(self._attribute())
            else:
                return steps

    def _attribute(self) -> Any:
        if self.accept("*"):
            return ATTRIBUTE_SPLAT
        match = _INDEX.match(self.text, self.at)
        if match:
            self.at = match.end()
            return build.constant(int(match[0]))
        return self.name()

    def _primary(self) -> Node | str:
        """A node, or the name that a traversal begins with."""
        self.at = self.skip(self.at)
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            return build.constant(_number(number[0]))
        if self.accept('"'):
            node = self.template(quoted=True)
            self.expect('"')
            return node
        if self.accept("("):
            node = self.expression()
            self.expect(")")
            return node
        if self.accept("["):
            return self._tuple()
        if self.accept("{"):
            return self._object()
        return self.heredoc() or self._named()

    def _named(self) -> Node | str:
        name = self.name()
        if name in _CONSTANTS:
            return build.constant(_CONSTANTS[name])
        while self.text.startswith("::", self.at):
            self.at += 2
            name = f"{name}::{self.name()}"
        # A parenthesis on the next line begins something else: the key of an object.
        ahead = _SAME_LINE.match(self.text, self.at)
        if ahead and self.text.startswith("(", ahead.end()):
            return self._call(name)
        return name

    def _call(self, name: str) -> Node:
        self.expect("(")
        name = name.removeprefix("core::")
        if name == "convert":
            return self._conversion()
        arguments: list[Node] = []
        expand = False
        sources: list[str] = []
        while not self.accept(")"):
            start = self.at
            arguments.append(self.expression())
            sources.append(self.text[start : self.at])
            expand = self.accept("...")
            if not self.accept(","):
                self.expect(")")
                break
        if name in ("templatefile", "templatestring"):
            return rendering(name, arguments, sources[0] if sources else "", compiled_with_names)
        return build.call(name, arguments, expand=expand)

    def _conversion(self) -> Node:
        """`convert(value, type)`, behind its parenthesis."""
        value = self.expression()
        self.expect(",")
        wanted, defaults = self.type()
        self.expect(")")
        return lambda scope: converted(value(scope), wanted, defaults)

    def _tuple(self) -> Node:
        if self.peek_name() == "for":
            names, collection = self._for_head()
            result = self.expression()
            condition = self._for_condition()
            self.expect("]")
            self.unbind(names)
            return iterations.for_each_item(names, collection, condition, result)
        items: list[Node] = []
        while not self.accept("]"):
            items.append(self.expression())
            if not self.accept(","):
                self.expect("]")
                break
        return build.tuple_of(items)

    def _object(self) -> Node:
        if self.peek_name() == "for":
            names, collection = self._for_head()
            key = self.expression()
            self.expect("=>")
            value = self.expression()
            grouped = self.accept("...")
            condition = self._for_condition()
            self.expect("}")
            self.unbind(names)
            pairs = iterations.for_each_item(names, collection, condition, build.tuple_of([key, value]))
            return iterations.for_each_entry(pairs, grouped=grouped)
        pairs_found: list[tuple[Node, Node]] = []
        while not self.accept("}"):
            key = self._object_key()
            if not (self.accept("=") or self.accept(":")):
                raise ParseError("an object's key has no value")
            pairs_found.append((key, self.expression()))
            self.accept(",")
        return build.object_of(pairs_found)

    def _object_key(self) -> Node:
        name = self.peek_name()
        if name and _BARE_KEY.match(self.text, self.skip(self.at) + len(name)):
            return build.constant(self.name())
        return self.expression()

    def _for_head(self) -> tuple[list[str], Node]:
        self.name()
        names, collection = self.for_names()
        self.expect(":")
        return names, collection

    def _for_condition(self) -> Node | None:
        if self.peek_name() != "if":
            return None
        self.name()
        return self.expression()
