"""The published schemas of what the commands print with `--json`."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from repository import ROOT

PUBLISHED = ROOT / "docs/json"


def validated(name: str, printed: str | bytes) -> dict[str, Any]:
    """The document, after the schema of that name has let it through: that of a command, or of a file."""
    document: dict[str, Any] = json.loads(printed)
    _validator(name.replace(" ", "-")).validate(document)
    return document


def refuse_other_forms(printed: str) -> None:
    """Whatever a command has printed with `--json`, holds to the schema of that command."""
    document = json.loads(printed)
    validated(document.get("command", "problems"), printed)


@cache
def _validator(name: str) -> Draft202012Validator:
    schema = json.loads((PUBLISHED / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(closed(schema))


def closed(schema: Any) -> Any:
    """Of today's documents no field may stand in no schema; to readers it says nothing of fields that come."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    more = {"additionalProperties": False} if isinstance(schema.get("properties"), dict) and "type" in schema else {}
    return {**more, **{key: closed(value) for key, value in schema.items()}}
