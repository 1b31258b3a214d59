"""The JSON schema of `blueprint.yaml`: for editors, and for who writes one in a package."""

from __future__ import annotations

import json

from landfast.blueprints.declaration import Blueprint
from landfast.core.document import schema_id
from landfast.core.meanings import DescribedSchema

# Where it was found, which no file says.
_FOUND = ("folder", "origin")


def blueprint_schema() -> str:
    """JSON schema (2020-12)."""
    schema = Blueprint.model_json_schema(schema_generator=DescribedSchema)
    for name in _FOUND:
        del schema["properties"][name]
    # The kind follows from the name.
    schema["required"] = [name for name in schema["required"] if name not in (*_FOUND, "kind")]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": schema_id("blueprint")}
    return json.dumps({**head, **schema, "title": "landfast blueprint.yaml"}, indent=2) + "\n"
