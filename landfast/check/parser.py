"""Compiles Terraform's templates (`${...}`, `%{...}`) and expressions to nodes. By hand: HCL's grammar is small."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from landfast.check import expressions as build
from landfast.check.cursor import Cursor, ParseError
from landfast.check.expressions import SPLAT, Node
from policies.values import Unknown

_NUMBER = re.compile(r"[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?")
_INDEX = re.compile(r"[0-9]{1,9}")
_BARE_KEY = re.compile(r"\s*(?:=(?![=>])|:)")
# What ends a run of plain text, in a string of JSON and in a quoted string inside of an expression.
_PLAIN_END = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
_QUOTED_END = re.compile(r'\$\$\{|%%\{|\$\{|%\{|"|\\|\n')
_LEVELS = (("||",), ("&&",), ("==", "!="), ("<=", ">=", "<", ">"), ("+", "-"), ("*", "/", "%"))
_CONSTANTS = {"true": True, "false": False, "null": None}
_LENGTH = 1 << 18


@lru_cache(maxsize=1 << 15)
def compiled(text: str) -> Node:
    """The node of a string of Terraform JSON. One that can't be parsed gives an Unknown, which no rule passes."""
    if "${" not in text and "%{" not in text:
        return build.constant(text)
    try:
        if len(text) > _LENGTH:
            raise ParseError("longer than 256 KiB")
        parser = Parser(text)
        node = parser.template()
        parser.end()
    except ParseError as error:
        return build.constant(Unknown(f"the expression can't be parsed: {error}", failed=True))
    return node


class Parser(Cursor):
    """One method for each rule of the grammar."""

    def template(self, *, quoted: bool = False, until: Sequence[str] = ()) -> Node:
        """Text with interpolations, up to the closing quote or a directive in `until`.

        One interpolation alone keeps its type; everything else is a string.
        """
        ends, parts = _QUOTED_END if quoted else _PLAIN_END, []
        while match := ends.search(self.text, self.at):
            if match.start() > self.at:
                parts.append(build.constant(self.text[self.at : match.start()]))
            self.at, mark = match.start(), match[0]
            if mark == '"' or (mark == "%{" and self.peek_name(self.at + 2) in until):
                break
            parts.append(self._special(mark, quoted=quoted))
        else:
            if self.at < len(self.text):
                parts.append(build.constant(self.text[self.at :]))
            self.at = len(self.text)
        return parts[0] if len(parts) == 1 else build.template(parts)

    def _special(self, mark: str, *, quoted: bool) -> Node:
        if mark == "\n":
            raise ParseError("a string goes over the end of its line")
        if mark == "\\":
            return build.constant(self.escape())
        if len(mark) == 3:
            self.at += 3
            return build.constant(mark[1:])
        return self._interpolation() if mark == "${" else self._directive(quoted=quoted)

    def _interpolation(self) -> Node:
        self.at += 2
        if self.accept("~"):
            raise ParseError("strip markers are not evaluated")
        node = self.expression()
        self.expect("}")
        return node

    def _directive(self, *, quoted: bool) -> Node:
        self.deeper()
        name = self._directive_name()
        if name != "if":
            raise ParseError(f"the directive {name:.20} is not evaluated")
        condition = self.expression()
        self.expect("}")
        good = self.template(quoted=quoted, until=("else", "endif"))
        bad = build.constant("")
        name = self._directive_name()
        if name == "else":
            self.expect("}")
            bad = self.template(quoted=quoted, until=("endif",))
            name = self._directive_name()
        if name != "endif":
            raise ParseError("an if has no endif")
        self.expect("}")
        self.depth -= 1
        return build.conditional(condition, good, bad)

    def _directive_name(self) -> str:
        self.expect("%{")
        return self.name()

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
            left = build.binary(symbol, left, self._binary(level + 1))
        self.depth -= chain
        return left

    def _operator(self, symbols: Sequence[str]) -> str:
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
        node = build.unary(symbol, self._unary())
        self.depth -= 1
        return node

    def _postfix(self) -> Node:
        base = self._primary()
        if isinstance(base, str):
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
            return SPLAT
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
            return build.constant(float(number[0]) if number[1] or number[2] else int(number[0]))
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
        name = self.name()
        if name in _CONSTANTS:
            return build.constant(_CONSTANTS[name])
        if self.text.startswith("(", self.skip(self.at)):
            return self._call(name)
        return name

    def _call(self, name: str) -> Node:
        self.expect("(")
        arguments: list[Node] = []
        expand = False
        while not self.accept(")"):
            arguments.append(self.expression())
            expand = self.accept("...")
            if not self.accept(","):
                self.expect(")")
                break
        return build.call(name, arguments, expand=expand)

    def _tuple(self) -> Node:
        if self.peek_name() == "for":
            names, collection = self._for_head()
            result = self.expression()
            condition = self._for_condition()
            self.expect("]")
            return build.for_each_item(names, collection, condition, result)
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
            pairs = build.for_each_item(names, collection, condition, build.tuple_of([key, value]))
            return build.for_each_entry(pairs, grouped=grouped)
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
        names = [self.name()]
        if self.accept(","):
            names.append(self.name())
        if self.name() != "in":
            raise ParseError("a for without in")
        collection = self.expression()
        self.expect(":")
        return names, collection

    def _for_condition(self) -> Node | None:
        if self.peek_name() != "if":
            return None
        self.name()
        return self.expression()
