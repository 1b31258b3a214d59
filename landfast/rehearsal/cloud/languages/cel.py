"""The Common Expression Language: the grammar, the functions that there are, and the variables of a place.

https://github.com/google/cel-spec/blob/master/doc/langdef.md; https://cloud.google.com/iam/docs/conditions-attribute-reference
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from landfast.rehearsal.cloud.languages.tokens import SyntaxProblem, Tokens

LEXER = re.compile(
    r"""(?P<skip>\s+|//[^\n]*)
    |(?P<text>[rRbB]{0,2}(?:\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
    |(?P<number>0x[0-9a-fA-F]+u?|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\d+u?)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/%!<>?:.,()\[\]{}])""",
    re.VERBOSE,
)
LEVELS = (("||",), ("&&",), ("==", "!=", "<", "<=", ">", ">=", "in"), ("+", "-"), ("*", "/", "%"))
MACROS = ("all", "exists", "exists_one", "filter", "map")
FUNCTIONS = frozenset(
    (
        *("bool", "bytes", "double", "duration", "dyn", "has", "int", "size", "string", "timestamp", "type", "uint"),
        *("contains", "endsWith", "matches", "startsWith", "extract", "split", "join", "replace", "substring"),
        *("lowerAscii", "upperAscii", "indexOf", "lastIndexOf", "charAt", "trim", "inIpRange", "normalizePath"),
        *("getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getFullYear", "getHours", "getMilliseconds"),
        *("getMinutes", "getMonth", "getSeconds", "getAttribute", "hasOnly", "hasTagKey", "hasTagKeyId", "matchTag"),
        *("matchTagId", "isEmpty", "containsOnly", "verifiedAccess", "is_corp_owned_device", "versionAtLeast"),
    )
)
RESERVED = ("as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
            "namespace", "return", "var", "void", "while")  # fmt: skip
# https://cloud.google.com/iam/docs/conditions-attribute-reference: attributes that are texts.
TEXTS = ("resource.name", "resource.service", "resource.type", "request.path", "request.host", "destination.ip",
         "origin.ip", "origin.region_code")  # fmt: skip
# Variable -> the fields that it has; any where there are none.
Variables = Mapping[str, frozenset[str]]
ANY: frozenset[str] = frozenset()


def check_cel(text: str, variables: Variables) -> None:
    """Raises SyntaxProblem for an expression that its place does not take."""
    _CelReader(text, variables).read()
    kind = _kind(text)
    if kind is not None:
        raise SyntaxProblem(f"expected type 'bool' but found '{kind}'")


def _kind(text: str) -> str | None:
    """The type of an expression that is plainly no condition: a literal or a text of the request, by itself."""
    alone = text.strip()
    found = LEXER.fullmatch(alone)
    if found is None:
        return "string" if alone in TEXTS else None
    return {"text": "string", "number": "double" if "." in alone else "int"}.get(str(found.lastgroup))


class _CelReader:
    def __init__(self, text: str, variables: Variables) -> None:
        self._tokens = Tokens(LEXER, text)
        self._variables = variables
        self._bound: list[str] = []

    def read(self) -> None:
        self._expression()
        self._tokens.finish()

    def _expression(self) -> None:
        self._level(0)
        if self._tokens.take_if("?"):
            self._level(0)
            self._tokens.expect(":")
            self._expression()

    def _level(self, level: int) -> None:
        if level == len(LEVELS):
            self._unary()
            return
        self._level(level + 1)
        while self._tokens.take_if(LEVELS[level]):
            self._level(level + 1)

    def _unary(self) -> None:
        while self._tokens.take_if(("!", "-")):
            pass
        self._member()

    def _member(self) -> None:
        variable = self._primary()
        while True:
            if self._tokens.take_if("."):
                self._selected(variable)
            elif self._tokens.take_if("["):
                self._expression()
                self._tokens.expect("]")
            else:
                return
            variable = ""

    def _selected(self, variable: str) -> None:
        if self._tokens.next.kind != "name":
            raise self._tokens.unexpected("a field")
        name = self._tokens.take().text
        if self._tokens.take_if("("):
            self._called(name)
            return
        fields = self._variables.get(variable, ANY)
        if fields and variable not in self._bound and name not in fields:
            raise SyntaxProblem(f"undefined field '{name}' of '{variable}'")

    def _primary(self) -> str:
        """The variable that a member begins with, empty if it is none."""
        token = self._tokens.next
        if token.kind in ("text", "number"):
            self._tokens.take()
        elif token.kind == "name":
            return self._named(self._tokens.take().text)
        elif self._tokens.take_if("("):
            self._expression()
            self._tokens.expect(")")
        elif self._tokens.take_if("["):
            self._listed("]")
        elif self._tokens.take_if("{"):
            self._entries()
        else:
            raise self._tokens.unexpected("an expression")
        return ""

    def _named(self, name: str) -> str:
        if name in ("true", "false", "null"):
            return ""
        if name in RESERVED or name == "in":
            raise SyntaxProblem(f"Syntax error: reserved identifier: {name}")
        if self._tokens.take_if("("):
            self._called(name)
            return ""
        if name not in self._variables and name not in self._bound:
            raise SyntaxProblem(f"undeclared reference to '{name}'")
        return name

    def _called(self, name: str) -> None:
        if name in MACROS and self._tokens.next.kind == "name":
            self._bound.append(self._tokens.take().text)
            self._tokens.expect(",")
            self._listed(")")
            self._bound.pop()
            return
        if name not in FUNCTIONS:
            raise SyntaxProblem(f"undeclared reference to '{name}'")
        self._listed(")")

    def _listed(self, end: str) -> None:
        if self._tokens.take_if(end):
            return
        self._expression()
        while self._tokens.take_if(","):
            self._expression()
        self._tokens.expect(end)

    def _entries(self) -> None:
        if self._tokens.take_if("}"):
            return
        while True:
            self._expression()
            self._tokens.expect(":")
            self._expression()
            if not self._tokens.take_if(","):
                break
        self._tokens.expect("}")
