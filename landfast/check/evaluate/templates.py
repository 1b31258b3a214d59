"""Templates: text with `${...}` and `%{...}`, in strings of JSON, in quoted strings and in heredocs."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence

from landfast.check.evaluate import expressions as build
from landfast.check.evaluate.cursor import Cursor, ParseError
from landfast.check.evaluate.expressions import Node
from landfast.check.evaluate.iterations import for_each_item, joined_items
from landfast.check.evaluate.values import composed

# What ends a run of plain text, in a bare template and in a quoted string inside of an expression.
_PLAIN_END = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
_QUOTED_END = re.compile(r'\$\$\{|%%\{|\$\{|%\{|"|\\|\n')
_HEREDOC = re.compile(r"<<(-?)([^\W\d][\w-]*)[ \t]*\r?\n")


class TemplateParser(Cursor, ABC):
    """The grammar of templates; the one of expressions is its subclass.

    `names` are what its references begin with, but for those that are `bound` where they stand.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.names: set[str] = set()
        self.bound: list[str] = []

    @abstractmethod
    def expression(self) -> Node:
        """One expression, from the cursor on."""

    def template(self, *, quoted: bool = False, until: Sequence[str] = ()) -> Node:
        """Text with interpolations, up to the closing quote or a directive in `until`.

        One interpolation alone keeps its type; everything else is a string.
        """
        ends = _QUOTED_END if quoted else _PLAIN_END
        parts: list[Node | str] = []
        while match := ends.search(self.text, self.at):
            if match.start() > self.at:
                self._add(parts, self.text[self.at : match.start()], quoted=quoted)
            self.at, mark = match.start(), match[0]
            if mark == '"' or (mark == "%{" and self._directive_at(self.at) in until):
                break
            self._special(mark, parts, quoted=quoted)
        else:
            if self.at < len(self.text):
                self._add(parts, self.text[self.at :], quoted=quoted)
            self.at = len(self.text)
        if until:
            # The directive that ends this may begin with a `~`.
            self._strip_before(parts, quoted=quoted)
        nodes = [build.constant(composed(part)) if isinstance(part, str) else part for part in parts]
        return nodes[0] if len(nodes) == 1 else build.template(nodes)

    def _add(self, parts: list[Node | str], text: str, *, quoted: bool) -> None:
        """Plain text. After a `~` the white space before it goes: in a quoted string all, else to the line's end."""
        if self.strips:
            line, mark, rest = text.partition("\n")
            text = text.lstrip() if quoted or not mark or line.strip() else rest
            self.strips = quoted and not text
        if parts and isinstance(parts[-1], str):
            parts[-1] += text
        else:
            parts.append(text)

    def _strip_before(self, parts: list[Node | str], *, quoted: bool) -> None:
        """The same for the text before what begins here, if a `~` stands there."""
        last = parts[-1] if parts else None
        if not self.text.startswith("~", self.at + 2) or not isinstance(last, str):
            return
        head, mark, line = last.rpartition("\n")
        parts[-1] = last.rstrip() if quoted or not line else f"{head}{mark}{line.rstrip()}"

    def _special(self, mark: str, parts: list[Node | str], *, quoted: bool) -> None:
        if mark == "\n":
            raise ParseError("a string goes over the end of its line")
        if mark == "\\":
            self._add(parts, self.escape(), quoted=quoted)
        elif len(mark) == 3:
            self.at += 3
            self._add(parts, mark[1:], quoted=quoted)
        else:
            self._strip_before(parts, quoted=quoted)
            self.strips = False
            parts.append(self._interpolation() if mark == "${" else self._directive(quoted=quoted))

    def _interpolation(self) -> Node:
        self.at += 2
        self.accept("~")
        node = self.expression()
        self._close()
        return node

    def _close(self) -> None:
        """The end of an interpolation or directive; white space after a `~` is left out."""
        strips = self.accept("~")
        self.expect("}")
        self.strips = strips

    def _directive_at(self, at: int) -> str:
        return self.peek_name(at + (3 if self.text.startswith("~", at + 2) else 2))

    def _directive(self, *, quoted: bool) -> Node:
        self.deeper()
        name = self._directive_name()
        if name == "if":
            node = self._if(quoted=quoted)
        elif name == "for":
            node = self._for(quoted=quoted)
        else:
            raise ParseError(f"the directive {name:.20} is not known")
        self.depth -= 1
        return node

    def _if(self, *, quoted: bool) -> Node:
        condition = self.expression()
        self._close()
        good = self.template(quoted=quoted, until=("else", "endif"))
        bad = build.constant("")
        name = self._directive_name()
        if name == "else":
            self._close()
            bad = self.template(quoted=quoted, until=("endif",))
            name = self._directive_name()
        if name != "endif":
            raise ParseError("an if has no endif")
        self._close()
        return build.template([build.conditional(condition, good, bad)])

    def _for(self, *, quoted: bool) -> Node:
        names, collection = self.for_names()
        self._close()
        body = build.template([self.template(quoted=quoted, until=("endfor",))])
        if self._directive_name() != "endfor":
            raise ParseError("a for has no endfor")
        self._close()
        self.unbind(names)
        return joined_items(for_each_item(names, collection, None, body))

    def for_names(self) -> tuple[list[str], Node]:
        """`k, v in collection`: the names that are bound, and what is gone over."""
        names = [self.name()]
        if self.accept(","):
            names.append(self.name())
        if self.name() != "in":
            raise ParseError("a for without in")
        collection = self.expression()
        self.bound += names
        return names, collection

    def unbind(self, names: Sequence[str]) -> None:
        del self.bound[len(self.bound) - len(names) :]

    def _directive_name(self) -> str:
        self.expect("%{")
        self.accept("~")
        return self.name()

    def heredoc(self) -> Node | None:
        """The template between `<<NAME` and a line with NAME alone; None if no heredoc begins here."""
        start = _HEREDOC.match(self.text, self.at)
        if not start:
            return None
        end = re.compile(rf"^[^\S\n]*{re.escape(start[2])}[^\S\n]*$", re.MULTILINE).search(self.text, start.end())
        if not end:
            raise ParseError(f"the line that ends <<{start[2]:.40} is missing")
        body = self.text[start.end() : end.start()]
        inner = type(self)(_flush(body) if start[1] else body)
        inner.depth, inner.names, inner.bound = self.depth + 1, self.names, self.bound
        node = inner.template()
        inner.end()
        self.at = end.end()
        return build.template([node])


def _flush(body: str) -> str:
    """The lines of a heredoc without the indentation that all of them have."""
    lines = body.splitlines(keepends=True)
    # A line whose break a `~` takes away joins the one before: it has no indentation of its own.
    begins = [n for n, line in enumerate(lines) if line.strip() and not (n and lines[n - 1].rstrip().endswith("~}"))]
    width = min((len(lines[n]) - len(lines[n].lstrip()) for n in begins), default=0)
    for number in begins:
        lines[number] = lines[number][width:]
    return "".join(lines)
