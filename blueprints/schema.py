"""The JSON schema of `blueprint.yaml`: for editors, and for who writes one in a package."""

from __future__ import annotations

import json

from landfast.blueprints.declaration import Blueprint
from landfast.core.meanings import published_schema

# Where it was found, which no file says.
_FOUND = ("folder", "origin")


def blueprint_schema() -> str:
    """JSON schema (2020-12)."""
    schema = {**published_schema(Blueprint, "blueprint"), "title": "landfast blueprint.yaml"}
    for name in _FOUND:
        del schema["properties"][name]
    # The kind follows from the name.
    schema["required"] = [name for name in schema["required"] if name not in (*_FOUND, "kind")]
    return json.dumps(schema, indent=2) + "\n"
