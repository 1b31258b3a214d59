"""Go, as far as it takes to see which calls a function makes, and under what condition: tokens, functions, calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

TOKEN = re.compile(
    r"(?P<skip>\s+|//[^\n]*|/\*.*?\*/)"
    r'|(?P<text>"(?:\\.|[^"\\\n])*"|`[^`]*`)'
    r"|(?P<rune>'(?:\\.|[^'\\\n])+')"
    r"|(?P<word>\w+)"
    r"|(?P<sign>:=|&&|\|\||[!=<>]=|\.\.\.|.)",
    re.DOTALL,
)
OPEN = "([{"
DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
Tokens = Sequence[str]


@dataclass(frozen=True)
class GoFunction:
    """`package`: its folder. `parameters`: their names, in order. `body`: what stands between its braces."""

    package: str
    name: str
    parameters: tuple[str, ...]
    types: tuple[str, ...]
    body: Tokens

    @cached_property
    def data(self) -> str:
        """The parameter that is the state; empty if it has none."""
        both = zip(self.parameters, self.types, strict=True)
        return next((name for name, type_ in both if type_ == "*schema.ResourceData"), "")


@dataclass(frozen=True, slots=True)
class GoCall:
    """`target`: `flattenNames`, `tpgresource.SetLabels`, `d.Set`. `arguments`: the tokens of each."""

    target: str
    arguments: tuple[Tokens, ...]


def tokens(source: str) -> list[str]:
    return [match.group() for match in TOKEN.finditer(source) if match.lastgroup != "skip"]


def text(token: str) -> str | None:
    """What a literal says; None if the token is no text."""
    return token[1:-1] if token[:1] in '"`' else None


def functions(folder: Path) -> Mapping[tuple[str, str], GoFunction]:
    """(package, name) -> each function of a tree, without methods and tests."""
    found = {}
    for file in sorted(folder.rglob("*.go")):
        if not file.name.endswith("_test.go"):
            for function in _functions(file.parent.name, tokens_of(file)):
                found[function.package, function.name] = function
    return found


@cache
def tokens_of(file: Path) -> Tokens:
    return tokens(file.read_text(encoding="utf-8"))


def closing(said: Tokens, start: int) -> int:
    """Where the bracket that opens at `start` closes."""
    depth = 0
    for index in range(start, len(said)):
        depth += DEPTH.get(said[index], 0)
        if not depth:
            return index
    raise ValueError(f"never closed: {' '.join(said[start : start + 20])}")


def braces(said: Tokens, start: int) -> int | None:
    """Where the next block opens: no brace of a type or of an argument. None: there is none."""
    index = start
    while index < len(said) and (said[index] != "{" or said[index - 1] in ("interface", "struct")):
        index = closing(said, index) + 1 if said[index] in OPEN else index + 1
    return index if index < len(said) else None


def separated(said: Tokens) -> Iterator[Tokens]:
    """What stands between the commas."""
    start = depth = 0
    for index, word in enumerate(said):
        depth += DEPTH.get(word, 0)
        if word == "," and not depth:
            yield said[start:index]
            start = index + 1
    if start < len(said):
        yield said[start:]


def call_at(said: Tokens, index: int) -> GoCall | None:
    """The call whose bracket opens at `index`."""
    if said[index] != "(" or not index or not re.fullmatch(r"[A-Za-z_]\w*", said[index - 1]):
        return None
    qualified = index > 2 and said[index - 2] == "." and re.fullmatch(r"\w+", said[index - 3])
    target = f"{said[index - 3]}.{said[index - 1]}" if qualified else said[index - 1]
    return GoCall(target, tuple(separated(said[index + 1 : closing(said, index)])))


def _functions(package: str, said: Tokens) -> Iterator[GoFunction]:
    index = 0
    while index < len(said) - 2:
        if said[index] == "func" and said[index + 2] == "(":
            end = closing(said, index + 2)
            body = braces(said, end + 1) or end
            names, types = _parameters(said[index + 3 : end])
            close = closing(said, body)
            yield GoFunction(package, said[index + 1], names, types, said[body + 1 : close])
            index = close
        elif said[index] in OPEN:
            index = closing(said, index)
        index += 1


def _parameters(said: Tokens) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of `a, b string, d *schema.ResourceData`: names, and the type of each."""
    names, types = [], []
    for parameter in separated(said):
        names.append(parameter[0])
        types.append("".join(parameter[1:]))
    for index in range(len(types) - 2, -1, -1):
        types[index] = types[index] or types[index + 1]
    return tuple(names), tuple(types)
