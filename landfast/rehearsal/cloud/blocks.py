"""Ways into fields: blocks of one stand in a list, as the provider's schema has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def first(value: Any) -> dict[str, Any]:
    """The one block of a list that holds at most one; empty if there is none."""
    return value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else {}


def blocks(values: Any, *path: str) -> Iterator[Any]:
    """The blocks at a path, through lists."""
    found = [values]
    for name in path:
        found = [inner for value in found for inner in value.get(name) or []]
    yield from found
