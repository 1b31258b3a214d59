"""Flags of Cloud SQL databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landfast.policies.model import Resource
from landfast.policies.values import read


def flags_of(resource: Resource) -> dict[str, tuple[str, Any]]:
    """Flag -> (path, value) of a `google_sql_database_instance`."""
    found = read(resource.values, ("settings", "database_flags"))
    flags = ((path, flag) for path, flag in found if isinstance(flag, Mapping))
    return {str(flag.get("name")): (f"{path}.value", flag.get("value")) for path, flag in flags}
