"""The JSON schema of the spec, and the table of its fields: generated, so that they never disagree with the code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from landfast.stacks.spec.document import Spec

SCHEMA_ID = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """JSON schema (2020-12) of `landfast.yaml`."""
    return {"$schema": SCHEMA_ID, **Spec.model_json_schema()}


def schema_text() -> str:
    return json.dumps(schema(), indent=2, sort_keys=False) + "\n"


def fields() -> Iterator[tuple[str, str, str]]:
    """(path, default, meaning) of every field, in the order of the spec."""
    document = schema()
    yield from _fields(document, document, "")


def _resolved(node: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    for option in (node, *node.get("anyOf", ()), *node.get("allOf", ())):
        if "$ref" in option:
            found: dict[str, Any] = root["$defs"][option["$ref"].rsplit("/", 1)[1]]
            return found
    return node


def _fields(node: dict[str, Any], root: dict[str, Any], prefix: str) -> Iterator[tuple[str, str, str]]:
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
            yield path, "required" if name in required else "", field.get("description", inner.get("description", ""))
            yield from _fields(inner, root, path + suffix)
        else:
            default = "required" if name in required else json.dumps(field.get("default"))
            yield path, default, field.get("description", "")
