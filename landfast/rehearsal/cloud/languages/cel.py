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
# https://cloud.google.com/armor/docs/rules-language-reference
ARMOR = (
    *("base64Decode", "lower", "upper", "urlDecode", "urlDecodeUni", "utf8ToUnicode"),
    *("evaluateAdaptiveProtectionAutoDeploy", "evaluateAddressGroup", "evaluateOrganizationAddressGroup"),
    *("evaluatePreconfiguredExpr", "evaluatePreconfiguredWaf", "evaluateThreatIntelligence"),
)
FUNCTIONS = frozenset(
    (
        *ARMOR,
        *("bool", "bytes", "double", "duration", "dyn", "has", "int", "size", "string", "timestamp", "type", "uint"),
        *("contains", "endsWith", "matches", "startsWith", "extract", "split", "join", "replace", "substring"),
        *("lowerAscii", "upperAscii", "indexOf", "lastIndexOf", "charAt", "trim", "inIpRange", "normalizePath"),
        *("getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getFullYear", "getHours", "getMilliseconds"),
        *("getMinutes", "getMonth", "getSeconds", "getAttribute", "hasOnly", "hasTagKey", "hasTagKeyId", "matchTag"),
        *(
            "matchLabels",
            "matchTagId",
            "isEmpty",
            "containsOnly",
            "verifiedAccess",
            "is_corp_owned_device",
            "versionAtLeast",
        ),
    )
)
RESERVED = ("as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
            "namespace", "return", "var", "void", "while")  # fmt: skip
# https://cloud.google.com/iam/docs/conditions-attribute-reference: attributes that are texts.
TEXTS = ("resource.name", "resource.service", "resource.type", "request.path", "request.host", "destination.ip",
         "origin.ip", "origin.region_code")  # fmt: skip
# What functions give, where it does not hang on what they are given.
GIVES = {
    **dict.fromkeys(("bool", "contains", "endsWith", "has", "inIpRange", "matches", "startsWith"), "bool"),
    **dict.fromkeys(("matchLabels", "matchTag", "matchTagId"), "bool"),
    **dict.fromkeys(("getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getFullYear", "getHours"), "int"),
    **dict.fromkeys(("getMilliseconds", "getMinutes", "getMonth", "getSeconds", "int", "size"), "int"),
    **{name: name for name in ("duration", "string", "timestamp")},
}
COMPARED = LEVELS.index(("==", "!=", "<", "<=", ">", ">=", "in"))
NUMBERS = ("double", "int", "uint")
# Variable -> the fields that it has; any where there are none.
Variables = Mapping[str, frozenset[str]]
ANY: frozenset[str] = frozenset()


def check_cel(text: str, variables: Variables, wanted: str = "bool") -> None:
    """Raises SyntaxProblem for an expression that its place does not take. `wanted`: its type, any if it is empty."""
    kind = _CelReader(text, variables).read()
    if wanted and kind not in ("", wanted):
        raise SyntaxProblem(f"expected type '{wanted}' but found '{kind}'")


def logical_operators(text: str) -> int:
    """How many there are in an expression: `&&`, `||` and `!`."""
    return sum(found.group() in ("&&", "||", "!") for found in LEXER.finditer(text))


class _CelReader:
    def __init__(self, text: str, variables: Variables) -> None:
        self._tokens = Tokens(LEXER, text)
        self._variables = variables
        self._bound: list[str] = []

    def read(self) -> str:
        """The type of the whole, empty where it can't be told."""
        kind = self._expression()
        self._tokens.finish()
        return kind

    def _expression(self) -> str:
        kind = self._level(0)
        if not self._tokens.take_if("?"):
            return kind
        self._level(0)
        self._tokens.expect(":")
        return self._expression()

    def _level(self, level: int) -> str:
        if level == len(LEVELS):
            return self._unary()
        kind = self._level(level + 1)
        while sign := self._tokens.take_if(LEVELS[level]):
            other = self._level(level + 1)
            if level > COMPARED:
                kind = kind if kind == other else ""
                continue
            if level == COMPARED and sign.text != "in":
                _check_compared(sign.text, kind, other)
            kind = "bool"
        return kind

    def _unary(self) -> str:
        while self._tokens.take_if(("!", "-")):
            pass
        return self._member()

    def _member(self) -> str:
        variable, kind = self._primary()
        while True:
            if self._tokens.take_if("."):
                kind = self._selected(variable)
            elif self._tokens.take_if("["):
                self._expression()
                self._tokens.expect("]")
                kind = ""
            else:
                return kind
            variable = ""

    def _selected(self, variable: str) -> str:
        if self._tokens.next.kind != "name":
            raise self._tokens.unexpected("a field")
        name = self._tokens.take().text
        if self._tokens.take_if("("):
            self._called(name)
            return GIVES.get(name, "")
        fields = self._variables.get(variable, ANY)
        if fields and variable not in self._bound and name not in fields:
            raise SyntaxProblem(f"undefined field '{name}' of '{variable}'")
        path = f"{variable}.{name}"
        return "string" if path in TEXTS else "timestamp" if path == "request.time" else ""

    def _primary(self) -> tuple[str, str]:
        """(the variable that a member begins with, its type): each empty if it is none, or can't be told."""
        token = self._tokens.next
        if token.kind in ("text", "number"):
            text = self._tokens.take().text
            words = "" if "b" in text.lower().partition(text[-1])[0] else "string"
            return "", words if token.kind == "text" else "double" if "." in text else "int"
        if token.kind == "name":
            return self._named(self._tokens.take().text)
        if self._tokens.take_if("("):
            kind = self._expression()
            self._tokens.expect(")")
            return "", kind
        if self._tokens.take_if("["):
            self._listed("]")
        elif self._tokens.take_if("{"):
            self._entries()
        else:
            raise self._tokens.unexpected("an expression")
        return "", ""

    def _named(self, name: str) -> tuple[str, str]:
        if name in ("true", "false", "null"):
            return "", "" if name == "null" else "bool"
        if name in RESERVED or name == "in":
            raise SyntaxProblem(f"Syntax error: reserved identifier: {name}")
        if self._tokens.take_if("("):
            self._called(name)
            return "", GIVES.get(name, "")
        if name not in self._variables and name not in self._bound:
            raise SyntaxProblem(f"undeclared reference to '{name}'")
        return name, ""

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


def _check_compared(sign: str, left: str, right: str) -> None:
    """Raises SyntaxProblem where two types can't be compared, as far as both can be told."""
    if left and right and left != right and not (left in NUMBERS and right in NUMBERS):
        raise SyntaxProblem(f"found no matching overload for '_{sign}_' applied to '({left}, {right})'")
