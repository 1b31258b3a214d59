"""Places in the body of a resource of Terraform JSON, by names as the policies' tables write them."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

Place = tuple[Any, Any]


def places(body: Any, names: tuple[str, ...]) -> Iterator[Place]:
    """(container, key) of each place that the names lead to; a list at the end gives one for each item."""
    if isinstance(body, list):
        for item in body:
            yield from places(item, names)
    elif isinstance(body, dict) and names[0] in body:
        if len(names) > 1:
            yield from places(body[names[0]], names[1:])
        elif isinstance(body[names[0]], list):
            yield from ((body[names[0]], index) for index in range(len(body[names[0]])))
        else:
            yield body, names[0]


def each_changed(body: Any, names: tuple[str, ...], value: Any) -> Iterator[Any]:
    """Copies of the body, each with one of the places changed; one with the place added, where there is none."""
    count = sum(1 for _place in places(body, names))
    for number in range(count):
        changed = copy.deepcopy(body)
        container, key = list(places(changed, names))[number]
        container[key] = value
        yield changed
    if not count:
        yield with_value(body, names, value)


def with_value(body: Any, names: tuple[str, ...], value: Any) -> Any:
    """A copy in which the attribute as a whole has this value, or none if it is None. Blocks on the way are made."""
    changed = copy.deepcopy(body)
    for block in list(_blocks(changed, names[:-1], make=value is not None)):
        if value is None:
            block.pop(names[-1], None)
        else:
            block[names[-1]] = value
    return changed


def _blocks(body: Any, names: tuple[str, ...], *, make: bool) -> Iterator[dict[str, Any]]:
    if isinstance(body, list):
        for item in body:
            yield from _blocks(item, names, make=make)
    elif isinstance(body, dict) and not names:
        yield body
    elif isinstance(body, dict):
        if make and not any(True for _block in _blocks(body.get(names[0]), (), make=False)):
            body[names[0]] = {}
        yield from _blocks(body.get(names[0]), names[1:], make=make)


def without(body: Any, names: tuple[str, ...]) -> Any:
    return with_value(body, names, None)


def stands(body: Any, names: tuple[str, ...]) -> bool:
    return any(True for _place in places(body, names))
