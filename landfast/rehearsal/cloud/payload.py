"""Whether a content is a message of an API, by its discovery document: unknown fields, types, values, all at once.

The words are those of Google's front end (ESF), as its APIs answer them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.documents import ApiDocument, Schema
from landfast.rehearsal.cloud.refusal import Violation

INVALID = "Invalid JSON payload received."
CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
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


def snake(name: str) -> str:
    return CAPITAL.sub("_", name).lower()


def problems_of_sent(
    known: ApiDocument, schema: Schema, content: Object, root: str, lenient: frozenset[str] = frozenset()
) -> Iterator[Violation]:
    """What is wrong with a content that was sent. `root`: what the message of the request calls it (`dashboard`).

    `lenient`: properties that are let through though the document lacks them, `name` or `above.name`.
    """
    yield from _ContentReader(known, lenient, sent=True).object(schema, content, root)


def problems_of_answer(known: ApiDocument, schema: Schema, content: Object) -> Iterator[Violation]:
    """What is wrong with a content that is answered."""
    yield from _ContentReader(known, frozenset(), sent=False).object(schema, content, "")


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
                    yield unknown_name(name, path)
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
                yield invalid(path, f"type.googleapis.com/{schema.get('$ref', 'Struct')}", value)
        elif not _is_of(whole, value):
            yield invalid(path, type_of(whole), value)

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
        return not isinstance(value, bool) and fits(schema, value)
    if kind == "number":
        return not isinstance(value, bool) and _is_number(value)
    if "enum" in schema:
        return value in schema["enum"] or value == "" or value in schema.get("numbers", ())
    if not isinstance(value, str):
        return False
    return form not in FORMS or value == "" or FORMS[form].fullmatch(value) is not None


def fits(schema: Schema, value: Any) -> bool:
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


def type_of(schema: Schema) -> str:
    if "enum" in schema:
        return "TYPE_ENUM"
    form = schema.get("format", "")
    if form in RANGES:
        return f"TYPE_{form.upper()}"
    return "TYPE_BYTES" if form == "byte" else TYPES.get(schema.get("type", ""), "TYPE_STRING")


def unknown_name(name: str, path: str) -> Violation:
    at = f" at '{path}'" if path else ""
    return Violation(path, f'{INVALID} Unknown name "{name}"{at}: Cannot find field.')


def invalid(path: str, kind: str, value: Any) -> Violation:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return Violation(path, f"Invalid value at '{path}' ({kind}), {shown[:120]}")


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _above(path: str) -> str:
    return path.rpartition(".")[0]
