"""Whether a request is one of its method: parameters and body against the discovery document, all problems at once.

The words are those of Google's front end (ESF), as its APIs answer them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.doors.wire.documents import NO_SCHEMA, ApiDocument, Method, Schema
from landfast.rehearsal.doors.wire.problems import InvalidRequest, Violation

LARGEST = 10 * 1024 * 1024
INVALID = "Invalid JSON payload received."
CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# Parameters that every method takes, and Google's clients send besides those that the documents list.
EVERYWHERE = ("alt", "$alt", "prettyPrint", "fields", "quotaUser", "userIp", "key", "$.xgafv", "uploadType",
              "upload_id", "userProject", "$httpHeaders", "upload_protocol")  # fmt: skip
WHOLE = re.compile(r"[+-]?\d+")
TYPES = {"string": "TYPE_STRING", "boolean": "TYPE_BOOL", "number": "TYPE_DOUBLE"}
# Ranges by format: https://developers.google.com/discovery/v1/type-format
RANGES = {"int32": (-(2**31), 2**31 - 1), "uint32": (0, 2**32 - 1), "int64": (-(2**63), 2**63 - 1),
          "uint64": (0, 2**64 - 1)}  # fmt: skip
FORMS = {
    "google-datetime": re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"),
    "google-duration": re.compile(r"-?\d+(\.\d{1,9})?s"),
    "byte": re.compile(r"[A-Za-z0-9+/_-]*={0,2}"),
}
BOOLEANS = ("true", "false", "1", "0")


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def snake(name: str) -> str:
    return CAPITAL.sub("_", name).lower()


def content_of(body: bytes) -> Object:
    """The object that a body is. Raises: Refusal (400)."""
    if len(body) > LARGEST:
        raise bad_request(f"Request payload size exceeds the limit: {LARGEST} bytes.")
    if not body.strip():
        return {}
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise bad_request(f"{INVALID} {_where(error)}", "parseError") from None
    if not isinstance(found, dict):
        raise InvalidRequest([Violation("", f"{INVALID} Root element must be a message.")])
    return found


def check_query(known: ApiDocument, method: Method, query: Mapping[str, tuple[str, ...]]) -> None:
    """Raises: InvalidRequest."""
    found = [*_unknown(known, method, query), *_bad_parameters(method, query)]
    if found:
        raise InvalidRequest(found)
    for name, schema in method.parameters.items():
        if schema.get("required") and schema["location"] == "query" and not any(query.get(name, ())):
            raise InvalidRequest([Violation("", f"Required parameter: {name}")], "required")


def check_body(known: ApiDocument, method: Method, body: Object, lenient: frozenset[str]) -> None:
    """`lenient`: properties that are let through though the document lacks them, `name` or `above.name`.

    Raises: InvalidRequest.
    """
    if not method.request:
        if body and method.verb in ("GET", "DELETE"):
            raise InvalidRequest([_unknown_name(next(iter(body)), "")])
        return
    # The document does not say what the message of a request calls its body: by custom what it is a message of.
    root = "" if method.request.endswith("Request") else snake(method.request.removeprefix("GoogleCloud"))
    found = list(_ContentReader(known, lenient, sent=True).object(known.schema(method.request), body, root))
    if found:
        raise InvalidRequest(found)


def in_names(known: ApiDocument, schema: Schema, content: Any) -> Any:
    """A content that was checked, values of its enumerations by name: Google's clients send their numbers."""
    whole = known.resolved(schema)
    if isinstance(content, list):
        return [in_names(known, whole.get("items", whole), each) for each in content]
    if isinstance(content, dict):
        properties, more = whole.get("properties", {}), whole.get("additionalProperties", NO_SCHEMA)
        return {name: in_names(known, properties.get(name, more), value) for name, value in content.items()}
    if "numbers" in whole and isinstance(content, int) and content in whole["numbers"]:
        return whole["enum"][whole["numbers"].index(content)]
    return content


def answer_problems(known: ApiDocument, method: Method, content: Object) -> list[str]:
    """What an answer has that the document does not know of the method's."""
    found = _ContentReader(known, frozenset(), sent=False).object(known.schema(method.response), content, "")
    return [each.description for each in found]


def _where(error: Exception) -> str:
    if not isinstance(error, json.JSONDecodeError):
        return "Message too deep or not UTF-8." if isinstance(error, RecursionError) else "Could not be decoded."
    line = error.doc.splitlines()[error.lineno - 1] if error.doc.splitlines() else ""
    kind = "Unexpected end of string." if error.pos >= len(error.doc.rstrip()) else "Unexpected token."
    return f"{kind}\n{line[:60]}\n{' ' * min(error.colno - 1, 60)}^"


def _unknown(known: ApiDocument, method: Method, query: Mapping[str, Any]) -> Iterator[Violation]:
    for name in query:
        if name not in method.parameters and name not in known.parameters and name not in EVERYWHERE:
            # Of messages, fields may be written in either case.
            if any(snake(each) == name for each in method.parameters):
                continue
            text = f'{INVALID} Unknown name "{name}": Cannot bind query parameter.'
            yield Violation("", f"{text} Field '{name}' could not be found in request message.")


def _bad_parameters(method: Method, query: Mapping[str, tuple[str, ...]]) -> Iterator[Violation]:
    for name, values in query.items():
        schema = method.parameters.get(name, NO_SCHEMA)
        for value in values:
            kind = schema.get("type")
            if kind == "boolean" and value.lower() not in BOOLEANS:
                yield _invalid(snake(name), "TYPE_BOOL", value)
            elif (kind == "integer" and not _fits(schema, value)) or ("enum" in schema and value not in schema["enum"]):
                yield _invalid(snake(name), _type_of(schema), value)


@dataclass(frozen=True, slots=True)
class _ContentReader:
    """Reads a content by its schema: what is wrong with it. `sent`: what only the API says is not looked at."""

    known: ApiDocument
    lenient: frozenset[str]
    sent: bool

    def object(self, schema: Schema, content: Object, path: str) -> Iterator[Violation]:
        properties, more = schema.get("properties", {}), schema.get("additionalProperties")
        for name, value in content.items():
            inner = f"{path}.{snake(name)}" if path else snake(name)
            if name in properties:
                yield from self.value(properties[name], value, inner)
            elif more is not None:
                yield from self.value(more, value, f'{path}["{name}"]')
            elif schema and not self.lenient.intersection((name, f"{_last(path)}.{name}")) and not name.startswith("@"):
                # Of messages, fields may be written in either case.
                camel = next((each for each in properties if snake(each) == name), None) if self.sent else None
                if camel is None:
                    yield _unknown_name(name, path)
                else:
                    yield from self.value(properties[camel], value, inner)

    def value(self, schema: Schema, value: Any, path: str) -> Iterator[Violation]:
        whole = self.known.resolved(schema)
        kind = whole.get("type")
        if (value is None and self.sent) or kind == "any" or (self.sent and schema.get("readOnly")):
            return
        if kind == "array":
            # One that is not in a list is taken for a list of one.
            for number, each in enumerate(value if isinstance(value, list) or not self.sent else [value]):
                yield from self.value(whole["items"], each, f"{path}[{number}]")
        elif isinstance(value, list):
            yield from self._list(whole, value, path)
        elif kind == "object":
            if isinstance(value, dict):
                yield from self.object(whole, value, path)
            else:
                yield _invalid(path, f"type.googleapis.com/{schema.get('$ref', 'Struct')}", value)
        elif not _is_of(whole, value):
            yield _invalid(path, _type_of(whole), value)

    def _list(self, schema: Schema, value: list[Any], path: str) -> Iterator[Violation]:
        """A list where none is meant: the genuine provider sends some of one object, and Google flattens them."""
        if schema.get("type") == "object" and len(value) == 1 and isinstance(value[0], dict) and "[" in path:
            yield from self.object(schema, value[0], path)
            return
        text = f"Unknown name \"{_last(path)}\" at '{_above(path)}': Proto field is not repeating, cannot start list."
        yield Violation(_above(path), f"{INVALID} {text}")


def _is_of(schema: Schema, value: Any) -> bool:
    kind, form = schema.get("type"), schema.get("format", "")
    if isinstance(value, dict):
        return False
    if kind == "boolean":
        return isinstance(value, bool) or value in BOOLEANS[:2]
    if kind == "integer" or form in ("int64", "uint64"):
        return not isinstance(value, bool) and _fits(schema, value)
    if kind == "number":
        return not isinstance(value, bool) and _is_number(value)
    if "enum" in schema:
        return value in schema["enum"] or value == "" or value in schema.get("numbers", ())
    if not isinstance(value, str):
        return False
    return form not in FORMS or value == "" or FORMS[form].fullmatch(value) is not None


def _fits(schema: Schema, value: Any) -> bool:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if not WHOLE.fullmatch(text) or len(text) > 20:
        return False
    least, most = RANGES.get(schema.get("format", ""), (None, None))
    return least is None or most is None or least <= int(text) <= most


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def _type_of(schema: Schema) -> str:
    if "enum" in schema:
        return "TYPE_ENUM"
    form = schema.get("format", "")
    if form in RANGES:
        return f"TYPE_{form.upper()}"
    return "TYPE_BYTES" if form == "byte" else TYPES.get(schema.get("type", ""), "TYPE_STRING")


def _unknown_name(name: str, path: str) -> Violation:
    at = f" at '{path}'" if path else ""
    return Violation(path, f'{INVALID} Unknown name "{name}"{at}: Cannot find field.')


def _invalid(path: str, kind: str, value: Any) -> Violation:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return Violation(path, f"Invalid value at '{path}' ({kind}), {shown[:120]}")


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _above(path: str) -> str:
    return path.rpartition(".")[0]
