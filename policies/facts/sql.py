"""Flags of Cloud SQL databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landfast.policies.model import Resource
from landfast.policies.values import Unknown, read


def unnamed_flag(resource: Resource) -> tuple[str, Unknown] | None:
    """(path, name) of a flag of a `google_sql_database_instance` whose name can't be told: it may be any."""
    for path, flag in read(resource.values, ("settings", "database_flags")):
        name = flag.get("name") if isinstance(flag, Mapping) else flag
        if isinstance(name, Unknown):
            return path, name
    return None


def flags_of(resource: Resource) -> dict[str, tuple[str, Any]]:
    """Flag -> (path, value) of a `google_sql_database_instance`."""
    found = read(resource.values, ("settings", "database_flags"))
    flags = ((path, flag) for path, flag in found if isinstance(flag, Mapping))
    return {str(flag.get("name")): (f"{path}.value", flag.get("value")) for path, flag in flags}
