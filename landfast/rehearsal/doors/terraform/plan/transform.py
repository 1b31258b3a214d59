"""How the provider rewrites a configured value before it plans it (SDKv2's StateFunc)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from landfast.provider.tree import SchemaAttribute

# By type and path, where the provider has a function of its own for one attribute.
NAMED: dict[tuple[str, str], Callable[[str], str]] = {
    ("google_storage_bucket", "location"): str.upper,
    ("google_container_registry", "location"): str.upper,
    ("google_project", "folder_id"): lambda value: value.removeprefix("folders/"),
    ("google_logging_folder_sink", "folder"): lambda value: value.removeprefix("folders/"),
    ("google_logging_organization_sink", "org_id"): lambda value: value.removeprefix("organizations/"),
}


def transformed(type_name: str, attribute: SchemaAttribute, value: Any) -> Any:
    """The value as the provider keeps it."""
    if not isinstance(value, str) or "state_func" not in attribute.facts:
        return value
    named = NAMED.get((type_name, attribute.path))
    if named is not None:
        return named(value)
    return normal_json(value) if attribute.facts.get("format") == "json" else value


def normal_json(text: str) -> str:
    """JSON with sorted keys and no spaces; a text that is no JSON stays as it is, validation has refused it."""
    try:
        return json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    except ValueError:
        return text
