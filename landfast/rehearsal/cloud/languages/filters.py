"""Filters: of logs, of metrics, of a subscription's messages.

https://cloud.google.com/logging/docs/view/logging-query-language; https://cloud.google.com/monitoring/api/v3/filters;
https://cloud.google.com/pubsub/docs/subscription-message-filter
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from landfast.rehearsal.cloud.languages.tokens import SyntaxProblem, Tokens

STRING = r"(?P<text>\"(?:[^\"\\]|\\[\s\S])*\"|'(?:[^'\\]|\\[\s\S])*')"
LOGS = re.compile(rf"(?P<skip>\s+|--[^\n]*)|{STRING}|(?P<sign>=~|!~|!=|<=|>=|[=<>:(),.-])|(?P<name>[^\s\"'=!<>:(),~]+)")
METRICS = re.compile(rf"(?P<skip>\s+)|{STRING}|(?P<sign>!=|<=|>=|[=<>:(),-])|(?P<name>[^\s\"'=!<>:(),]+)")
QUERY = re.compile(
    rf"(?P<skip>\s+|#[^\n]*)|{STRING}|(?P<raw>`[^`]*`)|(?P<sign>=~|!~|==|!=|<=|>=|[-+*/%^=<>(){{}}\[\],:@])"
    r"|(?P<name>[\w.:]+|\$\{\w+\})"
)
BRACKETS = {"(": ")", "[": "]", "{": "}"}
# Signs that need something on either side; a minus may begin.
OPERATORS = ("*", "/", "%", "^", "==", "!=", "<=", ">=", "<", ">")
COMPARISONS = ("=", "!=", ">", "<", ">=", "<=", ":", "=~", "!~")
SEVERITIES = ("DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY")
DATE = re.compile(r"\d{4}-\d\d")
WORDS = ("AND", "OR", "NOT")
FUNCTIONS = ("log_id", "source", "sample", "ip_in_net", "SEARCH", "search", "cast", "regexp_extract", "regexp_replace")
SELECTORS = re.compile(
    r"(?:metric|resource)\.(?:type|labels?\.[\w.-]+)|metadata\.(?:system_labels?|user_labels?)\.[\w./-]+|project|group\.id|select_slo.*"
)
METRIC_FUNCTIONS = (
    "starts_with", "ends_with", "has_substring", "one_of", "has_prefix", "monitoring.regex.full_match", "has_suffix"
)  # fmt: skip


def check_log_filter(text: str) -> None:
    """Raises SyntaxProblem."""
    _Logs(Tokens(LOGS, text)).read()


def check_metric_filter(text: str) -> frozenset[str]:
    """The selectors that a filter of metrics names (`metric.type`). Raises SyntaxProblem."""
    reader = _Metrics(Tokens(METRICS, text))
    reader.read()
    return frozenset(reader.selectors)


def check_message_filter(text: str) -> None:
    """Raises SyntaxProblem."""
    _Messages(Tokens(METRICS, text)).read()


class _Filter(ABC):
    """Terms with AND, OR, NOT and brackets: what is alike in all of them."""

    # Whether terms that stand side by side are joined by AND.
    juxtaposed = False

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens

    def read(self) -> None:
        if self.tokens.next.kind != "end":
            self._terms()
        self.tokens.finish()

    def _terms(self) -> None:
        self._negated()
        while self.tokens.take_if(("AND", "OR")) or (self.juxtaposed and self._more()):
            self._negated()

    def _more(self) -> bool:
        token = self.tokens.next
        return token.kind in ("text", "name") or token.text in ("(", "-")

    def _negated(self) -> None:
        while self.tokens.take_if(("NOT", "-")):
            pass
        if self.tokens.take_if("("):
            self._terms()
            self.tokens.expect(")")
        else:
            self.term()

    @abstractmethod
    def term(self) -> None:
        """One comparison, function or value."""

    def called(self) -> None:
        """What stands in the brackets of a function."""
        while not self.tokens.take_if(")"):
            if self.tokens.next.kind not in ("text", "name") and self.tokens.next.text not in (",", ".", "-", ":"):
                raise self.tokens.unexpected("a value or ')'")
            self.tokens.take()

    def value(self) -> str:
        """A value, which is no word of the language."""
        token = self.tokens.next
        if token.kind not in ("text", "name") or token.text in WORDS:
            raise self.tokens.unexpected("a value")
        return self.tokens.take().text


class _Logs(_Filter):
    juxtaposed = True

    def term(self) -> None:
        token = self.tokens.next
        if token.kind not in ("text", "name") or token.text in WORDS:
            raise self.tokens.unexpected("a field or a value")
        name = self.tokens.take().text
        if token.kind == "name" and name in FUNCTIONS and self.tokens.take_if("("):
            self.called()
        self._path()
        operator = self.tokens.take_if(COMPARISONS)
        if operator is not None:
            self._compared(operator.text, name if token.kind == "name" else "")

    def _path(self) -> None:
        """The rest of a field: `labels."k8s-pod/app"`; quotes stand between the dots."""
        while self.tokens.take_if("."):
            if self.tokens.next.kind not in ("text", "name"):
                raise self.tokens.unexpected("a field")
            self.tokens.take()
        # A name ends with a dot where a quoted part follows.
        if self.tokens.next.kind == "text":
            return

    def _compared(self, operator: str, field: str) -> None:
        if self.tokens.take_if("("):
            self._values()
            return
        self.tokens.take_if("-")
        text = self.value()
        if operator in ("=~", "!~"):
            _check_pattern(text)
        elif operator != ":":
            _check_typed(field, text.strip("\"'"))
        # `2026-01-01T00:00:00Z` is one value.
        while self.tokens.take_if((":",)):
            self.value()

    def _values(self) -> None:
        """`("a" OR "b")`, and with brackets of their own."""
        while True:
            self.tokens.take_if(("NOT", "-"))
            if self.tokens.take_if("("):
                self._values()
            else:
                self.value()
            if not self.tokens.take_if(("AND", "OR")) and not self._more():
                break
        self.tokens.expect(")")


def _check_typed(field: str, value: str) -> None:
    """https://cloud.google.com/logging/docs/view/logging-query-language#values_and_conversions"""
    if field == "severity" and value.upper() not in SEVERITIES and not value.isdigit():
        raise SyntaxProblem(f"Invalid value '{value}' of severity: one of {', '.join(SEVERITIES)}")
    if field in ("timestamp", "receiveTimestamp") and not DATE.match(value):
        raise SyntaxProblem(f"Invalid value '{value}' of {field}: a time such as 2026-01-01T00:00:00Z")


class _Metrics(_Filter):
    juxtaposed = True

    def __init__(self, tokens: Tokens) -> None:
        super().__init__(tokens)
        self.selectors: set[str] = set()

    def term(self) -> None:
        token = self.tokens.next
        if token.kind != "name" or token.text in WORDS:
            raise self.tokens.unexpected("a selector such as metric.type")
        name = self.tokens.take().text
        # `metric.labels."a b"`: the part in quotes is a token of its own.
        if name.endswith(".") and self.tokens.next.kind == "text":
            name += self.tokens.take().text.strip("\"'").replace(" ", "_")
        if not SELECTORS.fullmatch(name):
            raise SyntaxProblem(f"Unknown selector '{name}'")
        self.selectors.add(name)
        self.tokens.expect("=", "!=", ":", "<", ">", "<=", ">=")
        self.tokens.take_if("-")
        function = self.value()
        if self.tokens.take_if("("):
            if function not in METRIC_FUNCTIONS:
                raise SyntaxProblem(f"Unknown function '{function}'")
            self.called()


class _Messages(_Filter):
    def term(self) -> None:
        token = self.tokens.next
        name = self.tokens.take().text if token.kind == "name" else ""
        if name == "hasPrefix":
            self.tokens.expect("(")
            self._attribute(self.value())
            self.tokens.expect(",")
            self.value()
            self.tokens.expect(")")
        elif name == "attributes" and self.tokens.take_if(":"):
            self.value()
        else:
            self._attribute(name)
            self.tokens.expect("=", "!=")
            if self.tokens.next.kind != "text":
                raise self.tokens.unexpected("a text in quotes")
            self.tokens.take()

    def _attribute(self, name: str) -> None:
        if not name.startswith("attributes."):
            raise SyntaxProblem(f"Syntax error: '{name}' where attributes.KEY is expected")
        if name == "attributes." and self.tokens.next.kind == "text":
            self.tokens.take()


def check_pattern(text: str) -> None:
    """A regular expression of RE2, as far as it is one of Python's. Raises SyntaxProblem."""
    _check_pattern(f'"{text}"')


def _check_pattern(text: str) -> None:
    inner = text[1:-1] if text[:1] in "\"'" else text
    try:
        re.compile(re.sub(r"\(\?i\)", "", inner.replace('\\"', '"')).replace("\\\\", "\\"))
    except re.error as error:
        raise SyntaxProblem(f"Invalid regular expression {text}: {error}") from error


def check_query(text: str) -> None:
    """A query of PromQL, as far as brackets, texts and operators go. Raises SyntaxProblem."""
    tokens, opened, last = Tokens(QUERY, text), list[str](), ""
    if tokens.next.kind == "end":
        raise SyntaxProblem("the query is empty")
    while tokens.next.kind != "end":
        token = tokens.take()
        if token.text in BRACKETS:
            opened.append(BRACKETS[token.text])
        elif token.text in BRACKETS.values() and (not opened or opened.pop() != token.text):
            raise SyntaxProblem(f"Syntax error: unexpected '{token.text}'")
        if token.kind == "sign" and token.text in OPERATORS and last in (*OPERATORS, "(", "["):
            raise SyntaxProblem(f"Syntax error: unexpected '{token.text}'")
        last = token.text if token.kind != "text" else ""
    if opened or last in OPERATORS:
        raise SyntaxProblem("Syntax error: unexpected end of input")
