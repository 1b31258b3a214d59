"""A text cut into tokens, and the errors of whoever reads them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass


class SyntaxProblem(Exception):  # noqa: N818 - it is found in a text, and is no fault of ours
    """Why a text is not of its language; `token` is the one that is not expected, where it is one."""

    def __init__(self, why: str, token: Token | None = None) -> None:
        self.token = token
        super().__init__(why)

    def located(self, text: str) -> str:
        """As Cloud Logging and Monitoring say it, columns from 0 on, where a token is to blame.

        https://github.com/prometheus-community/stackdriver_exporter/issues/52
        """
        if self.token is None:
            return str(self)
        before = text[: self.token.place].split("\n")
        return f"syntax error at line {len(before)}, column {len(before[-1])}, token '{self.token.text}'"


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is the name of a group of the pattern, `end` after the last; `place` is where it begins."""

    kind: str
    text: str
    place: int = 0


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
        return SyntaxProblem(f"Syntax error: {found} where {wanted} is expected", self.next)

    def finish(self) -> None:
        if self.next.kind != "end":
            raise self.unexpected("the end")


def _cut(pattern: re.Pattern[str], text: str) -> Iterable[Token]:
    end = 0
    while end < len(text):
        found = pattern.match(text, end)
        if found is None or found.end() == end:
            unread = Token("unread", text[end], end)
            raise SyntaxProblem(f"Syntax error: token recognition error at '{text[end : end + 10]}'", unread)
        if found.lastgroup and found.lastgroup != "skip":
            yield Token(found.lastgroup, found[0], end)
        end = found.end()
    yield Token("end", "", len(text))
