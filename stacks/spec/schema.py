"""The JSON schema of the spec, and the table of its fields: generated, so that they never disagree with the code."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from landfast.core.meanings import published_schema
from landfast.stacks.spec.document import Spec


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the spec in words. `default` is JSON, `required`, or empty for a section; so is `allowed` then."""

    path: str
    default: str
    allowed: str
    meaning: str


def schema() -> dict[str, Any]:
    """JSON schema (2020-12) of `landfast.yaml`."""
    return published_schema(Spec, "spec")


def schema_text() -> str:
    return json.dumps(schema(), indent=2, sort_keys=False) + "\n"


def fields() -> Iterator[FieldRow]:
    """Every field, in the order of the spec."""
    document = schema()
    yield from _fields(document, document, "")


def _resolved(node: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    for option in (node, *node.get("anyOf", ()), *node.get("allOf", ())):
        if "$ref" in option:
            found: dict[str, Any] = root["$defs"][option["$ref"].rsplit("/", 1)[1]]
            return found
    return node


def _fields(node: dict[str, Any], root: dict[str, Any], prefix: str) -> Iterator[FieldRow]:
    required = node.get("required", ())
    for name, field in node.get("properties", {}).items():
        path = f"{prefix}{name}"
        inner, suffix = _resolved(field, root), "."
        if "patternProperties" in field or isinstance(field.get("additionalProperties"), dict):
            values = field.get("additionalProperties") or next(iter(field["patternProperties"].values()))
            inner, suffix = _resolved(values, root), ".NAME."
        elif "items" in field and "$ref" in field["items"]:
            inner, suffix = _resolved(field["items"], root), "[]."
        if "properties" in inner:
            default = "required" if name in required else ""
            yield FieldRow(path, default, "", field.get("description", inner.get("description", "")))
            yield from _fields(inner, root, path + suffix)
        else:
            default = "required" if name in required else json.dumps(field.get("default"))
            yield FieldRow(path, default, _allowed(field), " ".join(field.get("description", "").split()))


def _allowed(field: Mapping[str, Any]) -> str:
    """What a field takes, in words of Markdown."""
    options = [option for option in field.get("anyOf", ()) if option.get("type") != "null"]
    if options:
        return " or ".join(map(_allowed, options))
    if "enum" in field or "const" in field:
        return ", ".join(f"`{json.dumps(one).strip(chr(34))}`" for one in field.get("enum", [field.get("const")]))
    kind = field.get("type")
    if kind == "array":
        most = f", at most {field['maxItems']}" if "maxItems" in field else ""
        return f"a list{most} of: {_allowed(field.get('items', {}))}"
    if kind == "boolean":
        return "`true`, `false`"
    if kind in ("integer", "number"):
        return _between(field, "minimum", "maximum") or "a number"
    length = _between(field, "minLength", "maxLength")
    pattern = f" `{field['pattern']}`" if "pattern" in field else ""
    return f"text{pattern}{f', {length} characters' if length else ''}"


def _between(field: Mapping[str, Any], least: str, most: str) -> str:
    if least in field and most in field:
        return f"{field[least]} to {field[most]}"
    return f"at least {field[least]}" if least in field else f"at most {field[most]}" if most in field else ""
