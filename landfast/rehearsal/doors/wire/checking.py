"""Whether a request is one of its method: parameters and body against the discovery document, all problems at once.

The words are those of Google's front end (ESF), as its APIs answer them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.documents import NO_SCHEMA, ApiDocument, Method, Schema
from landfast.rehearsal.cloud.payload import (
    BOOLEANS,
    INVALID,
    fits,
    invalid,
    problems_of_answer,
    problems_of_sent,
    snake,
    type_of,
    unknown_name,
)
from landfast.rehearsal.cloud.refusal import InvalidRequest, Violation, bad_request

LARGEST = 10 * 1024 * 1024
# Parameters that every method takes, and Google's clients send besides those that the documents list.
EVERYWHERE = ("alt", "$alt", "prettyPrint", "fields", "quotaUser", "userIp", "key", "$.xgafv", "uploadType",
              "upload_id", "userProject", "$httpHeaders", "upload_protocol")  # fmt: skip


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


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
            raise InvalidRequest([unknown_name(next(iter(body)), "")])
        return
    # The document does not say what the message of a request calls its body: by custom what it is a message of.
    root = "" if method.request.endswith("Request") else snake(method.request.removeprefix("GoogleCloud"))
    found = list(problems_of_sent(known, known.schema(method.request), body, root, lenient))
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
    return [each.description for each in problems_of_answer(known, known.schema(method.response), content)]


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
                yield invalid(snake(name), "TYPE_BOOL", value)
            elif (kind == "integer" and not fits(schema, value)) or ("enum" in schema and value not in schema["enum"]):
                yield invalid(snake(name), type_of(schema), value)
