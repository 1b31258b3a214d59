"""Where a text leaves the grammar of HCL: a fast parser knows that it does, and often not where a person would look."""

from __future__ import annotations

import re

from landfast.check.evaluate.cursor import ParseError
from landfast.check.evaluate.parser import Parser

_CODE = re.compile(r'#[^\n]*|//[^\n]*|/\*.*?\*/|<<-?([^\W\d][\w-]*)[^\S\n]*\n|/\*|["{}\[\]()]', re.DOTALL)
_STRING = re.compile(r'\\.|\$\$\{|%%\{|\$\{|%\{|"|\n', re.DOTALL)
_CLOSED_BY = {"{": "}", "[": "]", "(": ")", "${": "}", "%{": "}"}


def mistake(text: str) -> tuple[int, str]:
    """(offset, what is wrong there) of the first mistake in a text that has one."""
    found = _unclosed(text)
    if found:
        offset, mark = found
        return offset, f"`{mark}` {'closes nothing' if mark in _CLOSED_BY.values() else 'is never closed'}"
    body = _Body(text)
    try:
        body.items()
        body.end()
    except ParseError as error:
        return min(body.skip(body.at), len(text)), str(error).partition(" at character")[0]
    return 0, "somewhere"


class _Body(Parser):
    """Reads a whole body with the parser of expressions, for the place where it stops."""

    def items(self) -> None:
        self.deeper()
        while self.peek_name():
            self.name()
            if self.accept("="):
                self.expression()
                continue
            while not self.accept("{"):
                self._label()
            self.items()
            self.expect("}")
        self.depth -= 1

    def _label(self) -> None:
        if self.accept('"'):
            self.template(quoted=True)
            self.expect('"')
        else:
            self.name()


def _unclosed(text: str) -> tuple[int, str] | None:
    """(offset, mark) of the first opening mark without its end, or closing one without a beginning."""
    opened: list[tuple[int, str]] = []
    at = 0
    while True:
        in_string = bool(opened) and opened[-1][1] == '"'
        match = (_STRING if in_string else _CODE).search(text, at)
        if match is None:
            return opened[-1] if opened else None
        mark, at = match[0], match.end()
        if mark == "\n":
            return opened[-1]
        if mark == "/*":
            return match.start(), mark
        if not in_string and match[1]:
            end = re.compile(rf"^[^\S\n]*{re.escape(match[1])}[^\S\n]*$", re.MULTILINE).search(text, at)
            if end is None:
                return match.start(), mark.strip()
            at = end.end()
        elif mark in _CLOSED_BY or (mark == '"' and not in_string):
            opened.append((match.start(), mark))
        elif mark == '"' or mark in _CLOSED_BY.values():
            wanted = '"' if in_string else _CLOSED_BY[opened[-1][1]] if opened else ""
            if mark != wanted:
                return opened[-1] if opened else (match.start(), mark)
            opened.pop()
