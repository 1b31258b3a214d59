"""Links to networks and what is in them, as Compute Engine and its neighbours write them: whole URLs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

COMPUTE = "https://www.googleapis.com/compute/v1/"


def whole(path: str) -> str:
    """The URL of a path of Compute Engine's; what is a URL, or no path, stays."""
    return COMPUTE + path if path.startswith("projects/") else path


def linked(content: Any, paths: Iterable[str]) -> None:
    """Makes whole URLs of the paths in a content, `networks.networkUrl`, through lists."""
    for path in paths:
        above, _dot, last = path.rpartition(".")
        for holder in _at(content, [name for name in above.split(".") if name]):
            value = holder.get(last)
            if isinstance(value, str):
                holder[last] = whole(value)
            elif isinstance(value, list):
                holder[last] = [whole(each) if isinstance(each, str) else each for each in value]


def _at(content: Any, names: list[str]) -> list[Any]:
    found = [content]
    for name in names:
        inner = (each.get(name) for each in found if isinstance(each, dict))
        found = [one for each in inner for one in (each if isinstance(each, list) else [each]) if one]
    return [each for each in found if isinstance(each, dict)]
