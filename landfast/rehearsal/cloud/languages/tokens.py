"""A text cut into tokens, and the errors of whoever reads them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass


class SyntaxProblem(Exception):  # noqa: N818 - it is found in a text, and is no fault of ours
    """Why a text is not of its language."""


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is the name of a group of the pattern; the last token of a text is of the kind `end`."""

    kind: str
    text: str


class Tokens:
    """What is still to be read. `pattern` has a named group for each kind; those called `skip` are left out."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._left = list(_cut(pattern, text))[::-1]

    @property
    def next(self) -> Token:
        return self._left[-1]

    def take(self) -> Token:
        return self._left.pop() if len(self._left) > 1 else self._left[-1]

    def take_if(self, texts: Container[str]) -> Token | None:
        """The next token if it is one of these words or signs."""
        found = self.next
        return self.take() if found.kind not in ("end", "text") and found.text in texts else None

    def expect(self, *texts: str) -> Token:
        found = self.take_if(texts)
        if found is None:
            raise self.unexpected(" or ".join(f"'{text}'" for text in texts))
        return found

    def unexpected(self, wanted: str) -> SyntaxProblem:
        found = "the end" if self.next.kind == "end" else f"'{self.next.text}'"
        return SyntaxProblem(f"Syntax error: {found} where {wanted} is expected")

    def finish(self) -> None:
        if self.next.kind != "end":
            raise self.unexpected("the end")


def _cut(pattern: re.Pattern[str], text: str) -> Iterable[Token]:
    end = 0
    while end < len(text):
        found = pattern.match(text, end)
        if found is None or found.end() == end:
            raise SyntaxProblem(f"Syntax error: token recognition error at '{text[end : end + 10]}'")
        if found.lastgroup and found.lastgroup != "skip":
            yield Token(found.lastgroup, found[0])
        end = found.end()
    yield Token("end", "")
