"""Terraform's functions on lists, sets and maps. A set is a sorted list here. Raises as `function_text` does."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from typing import Any

from landfast.check.values import ITEM_LIMIT, EvaluationError, UnresolvedError, item_of, require_known, text_of
from policies.values import Unknown


def _list(value: Any) -> list[Any]:
    if isinstance(value, Unknown):
        raise UnresolvedError(value)
    if not isinstance(value, list):
        raise EvaluationError("not a list")
    return value


def _map(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Unknown):
        raise UnresolvedError(value)
    if not isinstance(value, Mapping):
        raise EvaluationError("not a map")
    return value


def _bounded(items: Iterable[Any]) -> list[Any]:
    found = list(itertools.islice(items, ITEM_LIMIT + 1))
    if len(found) > ITEM_LIMIT:
        raise UnresolvedError(Unknown("a list has more than 100,000 items"))
    return found


def _unique(items: Iterable[Any]) -> list[Any]:
    """Each item once, in order; items must be known. True is not 1."""
    seen: dict[Any, Any] = {}
    for item in items:
        known = require_known(item)
        key = (type(known).__name__, known) if not isinstance(known, list | Mapping) else ("json", repr(known))
        seen.setdefault(key, known)
    return list(seen.values())


def _sorted(items: list[Any]) -> list[Any]:
    return sorted(
        items, key=lambda item: (type(item).__name__, item if isinstance(item, str | int | float) else repr(item))
    )


def same_value(value: Any) -> Any:
    return value


def concat(*lists: Any) -> list[Any]:
    return _bounded(itertools.chain.from_iterable([_list(items) for items in lists]))


def merge(*maps: Any) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for items in maps:
        if items is not None:
            result.update(_map(items))
    return result


def lookup(collection: Any, key: Any, *default: Any) -> Any:
    items, name = _map(collection), text_of(key)
    if name in items:
        return items[name]
    if not default:
        raise EvaluationError("there is no such key")
    return default[0]


def element(items: Any, index: Any) -> Any:
    found = _list(items)
    if not found:
        raise EvaluationError("the list is empty")
    return found[int(require_known(index)) % len(found)]


def index(items: Any, value: Any) -> int:
    return [require_known(item) for item in _list(items)].index(require_known(value))


def contains(items: Any, value: Any) -> bool:
    wanted = require_known(value)
    found = _list(items)
    if any(not isinstance(item, Unknown) and item == wanted for item in found):
        return True
    for item in found:
        require_known(item)
    return False


def coalesce(*items: Any) -> Any:
    for item in items:
        if isinstance(item, Unknown):
            raise UnresolvedError(item)
        if item is not None and item != "":
            return item
    raise EvaluationError("no argument has a value")


def coalescelist(*lists: Any) -> list[Any]:
    for items in lists:
        found = _list(items)
        if found:
            return found
    raise EvaluationError("no list has an item")


def compact(items: Any) -> list[Any]:
    return [item for item in (require_known(item) for item in _list(items)) if item is not None and item != ""]


def distinct(items: Any) -> list[Any]:
    return _unique(_list(items))


def flatten(items: Any) -> list[Any]:
    stack, found = [iter(_list(items))], []
    while stack:
        for item in stack[-1]:
            if isinstance(item, list):
                if len(stack) > 64:
                    raise UnresolvedError(Unknown("lists nest deeper than 64"))
                stack.append(iter(item))
                break
            found.append(item)
            if len(found) > ITEM_LIMIT:
                raise UnresolvedError(Unknown("a list has more than 100,000 items"))
        else:
            stack.pop()
    return found


def length(value: Any) -> int:
    if isinstance(value, Unknown):
        raise UnresolvedError(value)
    if isinstance(value, str | list | Mapping):
        return len(value)
    raise EvaluationError("has no length")


def keys(value: Any) -> list[str]:
    return sorted(_map(value))


def values(value: Any) -> list[Any]:
    items = _map(value)
    return [items[key] for key in sorted(items)]


def zipmap(names: Any, items: Any) -> dict[str, Any]:
    return {text_of(name): item for name, item in zip(_list(names), _list(items), strict=True)}


def one(items: Any) -> Any:
    found = _list(items)
    if len(found) > 1:
        raise EvaluationError("more than one item")
    return found[0] if found else None


def number_range(*numbers: Any) -> list[int | float]:
    known = [require_known(number) for number in numbers]
    if not 1 <= len(known) <= 3 or not all(isinstance(n, int | float) and math.isfinite(n) for n in known):
        raise EvaluationError("takes one to three numbers")
    start, end = (0, known[0]) if len(known) == 1 else (known[0], known[1])
    step = known[2] if len(known) == 3 else (1 if end >= start else -1)
    count = math.ceil((end - start) / step) if step else -1
    if not 0 <= count <= 1024:
        raise EvaluationError("more than 1024 numbers")
    return [start + step * number for number in range(count)]


def reverse(items: Any) -> list[Any]:
    return _list(items)[::-1]


def slice_of(items: Any, start: Any, end: Any) -> list[Any]:
    found, first, last = _list(items), int(require_known(start)), int(require_known(end))
    if not 0 <= first <= last <= len(found):
        raise EvaluationError("the bounds are outside of the list")
    return found[first:last]


def sort(items: Any) -> list[Any]:
    return sorted(text_of(item) for item in _list(items))


def tolist(value: Any) -> list[Any]:
    return _list(value)


def toset(value: Any) -> list[Any]:
    return _sorted(_unique(_list(value)))


def tomap(value: Any) -> Mapping[str, Any]:
    return _map(value)


def setunion(*sets: Any) -> list[Any]:
    return _sorted(_unique(concat(*sets)))


def setintersection(first: Any, *others: Any) -> list[Any]:
    found = _unique(_list(first))
    for other in others:
        allowed = _unique(_list(other))
        found = [item for item in found if item in allowed]
    return _sorted(found)


def setsubtract(first: Any, second: Any) -> list[Any]:
    removed = _unique(_list(second))
    return _sorted([item for item in _unique(_list(first)) if item not in removed])


def setproduct(*sets: Any) -> list[Any]:
    lists = [_list(items) for items in sets]
    if math.prod(len(items) for items in lists) > ITEM_LIMIT:
        raise UnresolvedError(Unknown("a product has more than 100,000 items"))
    return [list(row) for row in itertools.product(*lists)]


def alltrue(items: Any) -> bool:
    return all(_truths(items))


def anytrue(items: Any) -> bool:
    return any(_truths(items))


def _truths(items: Any) -> list[bool]:
    return [item_of({"true": True, "false": False}, text_of(require_known(item))) is True for item in _list(items)]
