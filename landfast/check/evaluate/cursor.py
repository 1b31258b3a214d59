"""A position in a text of HCL: white space, names, marks, and how deep the parser is."""

from __future__ import annotations

import re

_SPACE = re.compile(r"(?:\s|#[^\n]*|//[^\n]*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)*")
_NAME = re.compile(r"[^\W\d][\w-]*")
_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))')
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
DEPTH = 40


class ParseError(Exception):
    """The text is no expression that Terraform takes, or one that is too deep or too long to judge."""


class Cursor:
    """Reads the small things; the grammar is its subclass."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        # Whether a `~` before this place leaves out the white space that follows.
        self.strips = False

    def end(self) -> None:
        if self.skip(self.at) != len(self.text):
            raise ParseError(f"unexpected text at character {self.at + 1}")

    def skip(self, at: int) -> int:
        """Where white space and comments from `at` on end."""
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def accept(self, mark: str) -> bool:
        ahead = self.skip(self.at)
        if self.text.startswith(mark, ahead):
            self.at = ahead + len(mark)
            return True
        return False

    def expect(self, mark: str) -> None:
        if not self.accept(mark):
            raise ParseError(f"`{mark}` is missing at character {self.at + 1}")

    def peek_name(self, at: int | None = None) -> str:
        """The name that comes next; empty if something else does."""
        match = _NAME.match(self.text, self.skip(self.at if at is None else at))
        return match[0] if match else ""

    def name(self) -> str:
        name = self.peek_name()
        if not name:
            raise ParseError(f"a name is missing at character {self.at + 1}")
        self.at = self.skip(self.at) + len(name)
        return name

    def escape(self) -> str:
        """The character that a backslash stands for."""
        match = _ESCAPE.match(self.text, self.at)
        if not match:
            raise ParseError("a backslash that escapes nothing")
        self.at = match.end()
        if match[1]:
            return _ESCAPED[match[1]]
        number = int(match[2] or match[3], 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            raise ParseError("an escape that is no character")
        return chr(number)

    def deeper(self, levels: int = 1) -> None:
        self.depth += levels
        if self.depth > DEPTH:
            raise ParseError(f"nested deeper than {DEPTH}")
