"""The published schemas of what the commands print with `--json`."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator
from repository import ROOT


def validated(command: str, printed: str) -> dict[str, Any]:
    """The document, after its schema has let it through."""
    schema = json.loads((ROOT / "docs/json" / f"{command.replace(' ', '-')}.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    document: dict[str, Any] = json.loads(printed)
    Draft202012Validator(schema).validate(document)
    return document
